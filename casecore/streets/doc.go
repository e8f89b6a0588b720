// Package streets reads addresses as people type them and knows the city's register of streets. It is pure: text in, values
// out; a store keeps the register.
//
// # Reading an address
//
// [Parse] splits «ул Мира 5а кв 12» into a type of street, a name, a house and a flat. [Fold] writes a name the way it is
// compared: Ukrainian, Russian and Latin spellings of one name give the same letters or nearly, so that what is left is
// a typing mistake, which an [Index] finds.
//
// # The register
//
// A register is a CSV file ([ReadCSV], [WriteCSV]): a street for each row with its names by language, its former names and
// other spellings, its district and maybe a point; a row with a house says where that house differs from its street.
// [Demo] is a made-up one for the demo city, and marked so.
//
// # Concurrency
//
// Everything may be called from any number of goroutines; values are not changed after they are made.
package streets

// Package i18n holds every text that people read, in every language of the product, and puts arguments into them.
//
// The texts are flat JSON files, catalogues/<part>.<lang>.json, read by Go and by the TypeScript consoles alike:
//
//	{
//	  "web.queue.empty": "Черга порожня",
//	  "web.queue.waits": {"one": "{count} звернення чекає", "few": "…", "many": "…", "other": "…"}
//	}
//
// A key begins with its part. {name} is replaced by the argument of that name. An entry with plural forms is chosen by the
// argument "count" (or "n") and the CLDR rules of the language, those that Intl.PluralRules follows in a browser.
//
// # Invariants
//
// Ukrainian is complete and stands in for whatever another language lacks; English is complete too; Polish has whole
// parts or none. A key has the same arguments in all languages. Both are tested, as is that every key written in Go
// has its text. What a city's rules call things stands in its regulation profile, not here.
//
// # Concurrency
//
// A [Bundle] never changes after [New] and is safe for concurrent use.
package i18n

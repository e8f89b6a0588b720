package regulation

// Line is a telephone line of the centre (RO-2.1).
type Line struct {
	Phone   string `yaml:"phone,required"`
	Clause  string `yaml:"clause"`
	Assumed bool   `yaml:"assumed"`
}

// Privacy says what becomes of people's data when they ask for their erasure, and when nobody does.
type Privacy struct {
	// OpenCases is what an erasure does to a case that is not ended.
	OpenCases OpenCases `yaml:"open_cases,required"`
	// Consent is the version of the text to which people agree; it is kept with their answer.
	Consent string `yaml:"consent,required"`
	// Retention lists how long each kind of data is kept; what is not listed is kept until somebody asks.
	Retention []Retention `yaml:"retention"`
	Clause    string      `yaml:"clause"`
	Assumed   bool        `yaml:"assumed"`
}

// OpenCases is what an erasure does to open cases.
type OpenCases string

// What an erasure does to open cases.
const (
	// OpenKept leaves them as they are and says so; they are erased when they are asked about again, or by retention.
	OpenKept OpenCases = "keep"
	// OpenAnonymised takes name, contact and the citizen's own words away; the executor goes on with the agreed text.
	OpenAnonymised OpenCases = "anonymise"
)

func (o OpenCases) choices() []string { return []string{string(OpenKept), string(OpenAnonymised)} }

// DataKind is a kind of data with a time of its own.
type DataKind string

// The kinds of data, and since when their time counts.
const (
	DataCases   DataKind = "cases"   // who asked and in what words: since the case ended
	DataReports DataKind = "reports" // the same of reports that became no case: since they ended
	DataFiles   DataKind = "files"   // photos, acts, letters: since the case or report ended
	DataLetters DataKind = "letters" // what was told to whom: since it was sent
	// DataRecordings is what was recorded of talks, and the numbers of whoever called or was called: since the talk. What was left as
	// a message goes with its report's files.
	DataRecordings DataKind = "recordings"
)

func (k DataKind) choices() []string {
	return []string{string(DataCases), string(DataReports), string(DataFiles), string(DataLetters), string(DataRecordings)}
}

// Retention is how long a kind of data is kept.
type Retention struct {
	Of   DataKind `yaml:"of,required"`
	Keep Term     `yaml:"keep,required"`
}

// Keeps returns how long a kind of data is kept, false when the profile sets no end.
func (p Privacy) Keeps(kind DataKind) (Term, bool) {
	for _, r := range p.Retention {
		if r.Of == kind {
			return r.Keep, true
		}
	}
	return Term{}, false
}

package regulation_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore/regulation"
)

// town returns the sample profile with each old text replaced by the new one that follows it.
func town(t testing.TB, oldnew ...string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/town.yaml")
	require.NoError(t, err)
	text := string(data)
	for i := 0; i+1 < len(oldnew); i += 2 {
		require.Contains(t, text, oldnew[i], "the sample has changed")
		text = strings.Replace(text, oldnew[i], oldnew[i+1], 1)
	}
	return text
}

func parseTown(t testing.TB, oldnew ...string) *regulation.Profile {
	t.Helper()
	p, err := regulation.Parse("town.yaml", []byte(town(t, oldnew...)))
	require.NoError(t, err)
	return p
}

func faultsOf(t testing.TB, err error) []string {
	t.Helper()
	var schema *regulation.SchemaError
	require.ErrorAs(t, err, &schema)
	return strings.Split(schema.Error(), "\n")
}

func TestTheSampleProfileIsGood(t *testing.T) {
	t.Parallel()
	p := parseTown(t)
	require.Equal(t, regulation.ProfileName("town"), p.Name)
	require.Equal(t, "2026-01-01T00:00:00+02:00", p.Effective.From.Format("2006-01-02T15:04:05Z07:00"))
}

func TestAProfileNamesItsCentreAndItsAreas(t *testing.T) {
	t.Parallel()
	require.True(t, parseTown(t).Centre.IsZero())
	p := parseTown(t, "zone: Europe/Kyiv", "zone: Europe/Kyiv\ncentre: {lat: 47, lon: -37.5, zoom: 13, assumed: true}",
		"actions:\n", "areas: [{id: roads, names: {uk: Дороги, en: Roads}}]\nactions:\n")
	require.Equal(t, regulation.Centre{Lat: 47, Lon: -37.5, Zoom: 13, Assumed: true}, p.Centre)
	require.Equal(t, "Дороги", p.Areas[0].Names.In("uk"))
}

func TestShippedProfilesBeginTheirMapsInTheirCity(t *testing.T) {
	t.Parallel()
	library, err := regulation.Embedded()
	require.NoError(t, err)
	for _, name := range library.Names() {
		for _, p := range library.Versions(name) {
			require.True(t, p.Centre.Assumed, name)
			require.InDelta(t, 48.9, p.Centre.Lat, 3, name)
			require.InDelta(t, 35, p.Centre.Lon, 4, name)
		}
	}
}

// Each change breaks one thing; the fault has to name its line, its column and its place.
func TestEveryFaultIsFoundAtItsPlace(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ old, new, want string }{
		"unknown top field": {
			"statutory: true", "statutory: true\ncolour: red",
			`town.yaml:10:1: colour: unknown field "colour"`,
		},
		"unknown nested field": {
			"emergency: true", "urgent: true",
			`town.yaml:28:53: kinds[0].urgent: unknown field "urgent"`,
		},
		"field twice": {
			"statutory: true", "statutory: true\nstatutory: false",
			`town.yaml:10:1: statutory: "statutory" stands here twice`,
		},
		"missing field":     {"zone: Europe/Kyiv\n", "", `town.yaml:2:1: field "zone" is missing`},
		"number for a text": {`version: "1"`, "version: 1", `town.yaml:3:10: version: expected a text, found "1"`},
		"text for a number": {
			"{n: 2, unit: hour, clause", "{n: two, unit: hour, clause",
			`deadlines[0].term.n: expected a whole number, found "two"`,
		},
		"text for a bool": {
			"default: true", "default: maybe",
			`kinds[1].default: expected true or false, found "maybe"`,
		},
		"text for a latitude": {
			"zone: Europe/Kyiv", "zone: Europe/Kyiv\ncentre: {lat: north, lon: 37.5, zoom: 13}",
			`town.yaml:8:15: centre.lat: expected a number, found "north"`,
		},
		"a latitude beyond the pole": {
			"zone: Europe/Kyiv", "zone: Europe/Kyiv\ncentre: {lat: 97.1, lon: 37.5, zoom: 13}",
			`town.yaml:8:15: centre.lat: 97.1 is no latitude: it lies between -90 and 90`,
		},
		"a longitude that is none": {
			"zone: Europe/Kyiv", "zone: Europe/Kyiv\ncentre: {lat: 47, lon: -181, zoom: 13}",
			`town.yaml:8:24: centre.lon: -181 is no longitude: it lies between -180 and 180`,
		},
		"a zoom that shows nothing": {
			"zone: Europe/Kyiv", "zone: Europe/Kyiv\ncentre: {lat: 47, lon: 37, zoom: 0}",
			`town.yaml:8:34: centre.zoom: 0 is no zoom: it lies between 1 and 19`,
		},
		"an infinite longitude": {
			"zone: Europe/Kyiv", "zone: Europe/Kyiv\ncentre: {lat: 47, lon: .inf, zoom: 13}",
			`town.yaml:8:24: centre.lon: expected a number, found ".inf"`,
		},
		"half a centre": {
			"zone: Europe/Kyiv", "zone: Europe/Kyiv\ncentre: {lat: 47, lon: 37}",
			`town.yaml:8:9: centre: field "zoom" is missing`,
		},
		"an area twice": {
			"actions:\n", "areas: [{id: roads, names: {uk: Дороги, en: Roads}}, {id: roads, names: {uk: Дороги, en: Roads}}]\nactions:\n",
			`areas[1]: roads stands in areas twice`,
		},
		"list for a mapping": {
			"act: {uk: Порядок, en: Order}", "act: [x]",
			`town.yaml:5:6: act: expected a mapping, found a list`,
		},
		"mapping for a list": {
			"channels: [phone]", "channels: {a: b}",
			`channels: expected a list, found a mapping`,
		},
		"mapping for a text":  {"profile: town", "profile: {a: b}", `profile: expected a text, found a mapping`},
		"nothing":             {"channels: [phone]", "channels:", `channels: expected a list, found nothing`},
		"key that is no text": {"statutory: true", "statutory: true\n[a]: b", `a key has to be a plain text`},
		"anchor": {
			"profile: town", "profile: &x town",
			`profile: anchors and aliases are not used here`,
		},
		"huge number": {
			"{n: 2, unit: hour, clause", "{n: 99999999999, unit: hour, clause",
			`deadlines[0].term.n: expected a whole number`,
		},
		"unknown zone":        {"Europe/Kyiv", "Europe/Kyyiv", `zone: "Europe/Kyyiv" is not a zone`},
		"zone of the machine": {"Europe/Kyiv", "Local", `zone: "Local" is not a zone`},
		"bad date": {
			"from: 2026-01-01", "from: 2026-02-30",
			`effective.from: "2026-02-30" is not a date`,
		},
		"bad span":            {`"13:00-17:00"`, `"13:00"`, `calendar.week.monday[1]: "13:00" is not a span`},
		"bad clock":           {`"13:00-17:00"`, `"13:00-25:00"`, `"25:00" is not a time of day`},
		"bad day of the year": {"day: 01-01", "day: 31-12", `calendar.yearly[0].day: "31-12" is not a day`},
		"bad weekday":         {"wednesday:", "середа:", `calendar.week.середа: "середа" is not a day of the week`},
		"overlapping spans": {
			"12:00", "14:00",
			`town.yaml:12:3: calendar: Monday: spans 08:00-14:00 and 13:00-17:00 overlap`,
		},
		"end before beginning": {
			"until: 2026-07-01", "until: 2025-07-01",
			`effective.until: the end lies before the beginning`,
		},
		"bad name":      {"profile: town", "profile: Місто", `profile: the name of a profile is made of a-z`},
		"blank version": {`version: "1"`, `version: " "`, `version: a version has to have a name`},
		"no Ukrainian":  {"[uk, en]", "[en]", `languages: "uk" has to be one of the languages`},
		"missing language": {
			"{uk: Прийняти, en: Accept}", "{uk: Прийняти}",
			`town.yaml:24:11: actions.accept: the text in "en" is missing`,
		},
		"language not declared": {
			"{uk: Прийняти, en: Accept}", "{uk: Прийняти, en: Accept, pl: Przyjmij}",
			`actions.accept.pl: "pl" is not a language of this profile`,
		},
		"unknown channel": {
			"channels: [phone]", "channels: [pigeon]",
			`channels[0]: "pigeon" is not known here; known are phone, telegram`,
		},
		"unknown means": {"means: [bot]", "means: [nod]", `confirmation.means[0]: "nod" is not known here`},
		"no means":      {", means: [bot]", "", `confirmation: a required confirmation needs a means`},
		"unknown role": {
			"actors: [executor]", "actors: [wizard]",
			`transitions[1].actors[0]: "wizard" is not known here`,
		},
		"undeclared role": {
			"actors: [executor]", "actors: [mayor]",
			`transitions[1].actors[0]: role "mayor" is not declared under roles`,
		},
		"undeclared recipient": {
			"recipients: [agent]", "recipients: [mayor]",
			`deadlines[0].breach.recipients[0]: role "mayor" is not declared`,
		},
		"undeclared approval": {
			"approvals: [agent]", "approvals: [mayor]",
			`levels[1].approvals[0]: role "mayor" is not declared`,
		},
		"nobody to tell": {
			"tells: [citizen, agent]", "tells: [neighbour]",
			`transitions[1].tells[0]: "neighbour" is neither a declared role nor`,
		},
		"unknown action": {
			"action: extend", "action: enlarge",
			`transitions[2].action: "enlarge" is not known here`,
		},
		"report's action": {
			"action: extend", "action: agree",
			`transitions[2].action: "agree" is not done to a case`,
		},
		"action without a name": {
			"  accept: {uk: Прийняти, en: Accept}\n", "",
			`actions: the action "accept" has no name`,
		},
		"action never happens": {
			"starts: [extend]", "starts: [reopen]",
			`deadlines[2].starts[0]: the action "reopen" never happens to a case`,
		},
		"action of a report": {
			"starts: [word]", "starts: [register]",
			`deadlines[4].starts[0]: the action "register" never happens to a report`,
		},
		"unknown status": {
			"from: [new], to: work", "from: [news], to: work",
			`transitions[1].from[0]: there is no status "news"`,
		},
		"unknown target": {
			"from: [work], to: end", "from: [work], to: finish",
			`transitions[3].to: there is no status "finish"`,
		},
		"unknown need": {
			"needs: [reason]", "needs: [money]",
			`transitions[2].needs[0]: "money" is not known here`,
		},
		"two ways": {
			"{action: extend, from: [work]", "{action: accept, from: [new]",
			`transitions[2].from[0]: from "new" the action "accept" leads two ways`,
		},
		"action from nowhere": {
			"{action: extend, from: [work], ", "{action: extend, ",
			`transitions[2]: an action has to be possible in some status`,
		},
		"no registration": {
			"{action: register, to: new", "{action: register, from: [work], to: new",
			`transitions[0]: registration leads from nothing to the initial status`,
		},
		"unreachable status": {
			"{action: accept, from: [new], to: work", "{action: accept, from: [new], to: end",
			`statuses[1]: no way leads from registration to "work"`,
		},
		"no way to an end": {
			"{action: close, from: [work], to: end", "{action: close, from: [work], to: new",
			`statuses[0]: no way leads from "new" to an end`,
		},
		"two initial statuses": {
			"phase: working", "phase: new, initial: true",
			`statuses: exactly one status has to be initial, found 2`,
		},
		"initial not new": {
			"phase: new, initial: true", "phase: working, initial: true",
			`statuses[0].phase: a case begins in the phase "new"`,
		},
		"end without outcome": {
			", outcome: solved", "",
			`statuses[2]: a status has an outcome exactly when its phase is "ended"`,
		},
		"unknown phase":   {"phase: working", "phase: resting", `statuses[1].phase: "resting" is not known here`},
		"unknown outcome": {"outcome: solved", "outcome: lost", `statuses[2].outcome: "lost" is not known here`},
		"id twice":        {"id: executor, names", "id: agent, names", `roles[1]: agent stands in roles twice`},
		"blank id":        {"id: letter", `id: " "`, `grounds[1]: an id has to be more than nothing`},
		"no default kind": {"default: true, ", "", `kinds: exactly one kind has to be the default, found 0`},
		"unknown unit": {
			"unit: working_day", "unit: fortnight",
			`kinds[1].solve.unit: "fortnight" is not known here; known are second, minute, hour`,
		},
		"no length": {
			"{n: 30, unit: minute", "{n: 0, unit: minute",
			`deadlines[0].by_kind.sos: a term of 0 minute has no length`,
		},
		"negative": {
			"{n: 30, unit: minute", "{n: -30, unit: minute",
			`a term of -30 minute has no length`,
		},
		"too long": {
			"{n: 30, unit: minute", "{n: 3000, unit: minute",
			`a term of 3000 minute is longer than the 1440 that make sense`,
		},
		"nobody's term": {
			"{n: 30, unit: minute, clause: T-1}", "{n: 30, unit: minute}",
			`deadlines[0].by_kind.sos: a term names the clause that gives it, or says assumed: true`,
		},
		"longer than the cap": {
			"solve: {n: 5, unit: working_day", "solve: {n: 21, unit: day",
			`kinds[1].solve: the term is longer than the cap of 20 day`,
		},
		"no term for a kind": {
			"    term: {n: 2, unit: hour, clause: T-1}\n", "",
			`deadlines[0]: no term is given for the kind "plain"`,
		},
		"kind has no term": {
			", solve: {n: 25, unit: day, clause: T-3}", "",
			`deadlines[1]: no term is given for the kind "long"`,
		},
		"term of an other kind": {
			"by_kind: {sos:", "by_kind: {sauce:",
			`deadlines[0].by_kind.sauce: there is no kind "sauce"`,
		},
		"two sources": {
			"source: agreed", "source: agreed\n    term: {n: 1, unit: day, clause: T-4}",
			`deadlines[2]: the term comes from "agreed": the rule gives none of its own`,
		},
		"unknown source": {
			"source: agreed", "source: rumour",
			`deadlines[2].source: "rumour" is not known here`,
		},
		"no cap": {
			"cap: {n: 20, unit: day, clause: T-5.1}\n", "",
			`deadlines[3].source: the profile has no cap`,
		},
		"unknown deadline": {"- id: accept", "- id: nap", `deadlines[0].id: "nap" is not known here`},
		"deadline twice":   {"level: 2", "level: 1", `deadlines[2]: solve of level 1 stands in deadlines twice`},
		"unknown level":    {"level: 2", "level: 3", `deadlines[2].level: there is no control level 3`},
		"level out of range": {
			"{n: 2, names: {uk: Другий", "{n: 4, names: {uk: Другий",
			`levels[1].n: control levels are 1, 2 and 3`,
		},
		"unknown subject": {
			"subject: case", "subject: dog",
			`deadlines[0].subject: "dog" is neither a case nor a report`,
		},
		"clock never stopped": {
			"stops: [accept, close]", "stops: [accept]",
			`deadlines[0].stops: the action "close" ends a case and leaves this deadline running`,
		},
		"unknown breach": {
			"kind: accept, recipients", "kind: murder, recipients",
			`deadlines[0].breach.kind: "murder" is not known here`,
		},
		"breach told to nobody": {"recipients: [agent], ", "", `deadlines[0].breach: a breach is told to somebody`},
		"breach told when": {
			"when: weekly", "when: someday",
			`deadlines[0].breach.when: "someday" is not known here`,
		},
		"breach of a kind": {
			"when_by_kind: {sos:", "when_by_kind: {sauce:",
			`deadlines[0].breach.when_by_kind.sauce: there is no kind "sauce"`,
		},
		"breach of nothing": {
			"breach: {effect: callback}", "breach: {clause: T-1}",
			`deadlines[5].breach: a deadline that runs out is a breach of some kind or has an effect`,
		},
		"unknown effect": {
			"effect: callback", "effect: thunder",
			`deadlines[5].breach.effect: "thunder" is not known here`,
		},
		"call before reminder": {
			"{n: 1, unit: hour, assumed", "{n: 200, unit: hour, assumed",
			`deadlines: for the kind "sos" the call back would not come after the reminder`,
		},
		"first kind unknown": {
			"register_first: [sos]", "register_first: [sauce]",
			`confirmation.register_first[0]: there is no kind "sauce"`,
		},
		"ground without any": {
			town(t)[strings.Index(town(t), "grounds:"):strings.Index(town(t), "card:")], "",
			`transitions[3].needs: a ground is needed, and the profile has none`,
		},
		"unknown evidence": {
			"evidence: [letter]", "evidence: [oath]",
			`grounds[1].evidence[0]: "oath" is not known here`,
		},
		"field of nobody": {
			"required: true, clause: T-7}\n    - {id: address", "required: true}\n    - {id: address",
			`card.fields[1]: a required field names the clause`,
		},
		"anonymity not allowed": {
			"{allowed: true, warn: true}", "{allowed: false, warn: true}",
			`card.anonymous: nothing can follow from anonymity`,
		},
		"notice missing": {
			"  anonymous: {uk: Увага, en: Mind}\n", "",
			`notices: the notice "anonymous" is missing`,
		},
		"not an appeal, unsaid": {
			"statutory: true", "statutory: false",
			`notices: the notice "not_statutory" is missing`,
		},
		"domain": {
			"bad.example", "Bad.Example",
			`forbidden_email_domains[0]: "Bad.Example" is not a domain in lower case`,
		},
		"day of no month": {
			"day_of_month: 1", "day_of_month: 31",
			`gathering.day_of_month: 31 is not a day that every month has`,
		},
		"suspending nothing": {
			"clause: T-5, from", "clause: T-9, from",
			`suspended[0].clause: no deadline, breach, cap or ground stands on "T-9"`,
		},
		"suspended backwards": {
			"until: 2026-04-01", "until: 2026-02-01",
			`suspended[0].until: the end lies before the beginning`,
		},
		"not YAML": {"statutory: true", "statutory: [true", `not YAML: `},
		"alias":    {"profile: town", "profile: *x", `not YAML: `},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := regulation.Parse("town.yaml", []byte(town(t, tt.old, tt.new)))
			require.ErrorContains(t, err, tt.want)
			require.Regexp(t, `^town\.yaml(:\d+:\d+)?: `, faultsOf(t, err)[0])
		})
	}
}

func TestAllFaultsOfAFileAreReportedTogetherInOrder(t *testing.T) {
	t.Parallel()
	_, err := regulation.Parse("town.yaml", []byte(town(t,
		"statutory: true", "statutory: true\ncolour: red",
		"{uk: Прийняти, en: Accept}", "{uk: Прийняти}",
		"{n: 30, unit: minute", "{n: 0, unit: minute",
		"actors: [executor]", "actors: [mayor]",
		"{action: close, from: [work], to: end", "{action: close, from: [work], to: finish",
		"register_first: [sos]", "register_first: sos",
	)))
	require.Equal(t, []string{
		`town.yaml:10:1: colour: unknown field "colour"`,
		`town.yaml:25:11: actions.accept: the text in "en" is missing`,
		`town.yaml:33:5: statuses[0]: no way leads from "new" to an end`,
		`town.yaml:34:5: statuses[1]: no way leads from "work" to an end`,
		`town.yaml:35:5: statuses[2]: no way leads from registration to "end"`,
		`town.yaml:38:54: transitions[1].actors[0]: role "mayor" is not declared under roles`,
		`town.yaml:40:39: transitions[3].to: there is no status "finish"`,
		`town.yaml:47:20: deadlines[0].by_kind.sos: a term of 0 minute has no length`,
		`town.yaml:104:48: confirmation.register_first: expected a list, found "sos"`,
	}, faultsOf(t, err))
}

func TestWhatIsNotADocumentIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "just words", "- a\n- b", "a: 1\n---\nb: 2", "\xff\xfe\x00", "a: \tb: c"} {
		_, err := regulation.Parse("x.yaml", []byte(text))
		require.Len(t, faultsOf(t, err), 1, "%q", text)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(town(f)))
	for _, file := range []string{"profiles/mariupol.yaml", "profiles/romny.yaml"} {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte("calendar: {week: {monday: [\"00:00-24:00\"]}}\nkinds: [{solve: {n: 1, unit: day}}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := regulation.Parse("fuzz.yaml", data)
		if err != nil {
			require.Nil(t, p)
			require.NotEmpty(t, faultsOf(t, err))
		}
	})
}

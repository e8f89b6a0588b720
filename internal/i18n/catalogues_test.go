package i18n

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
)

// forms are the plural categories that CLDR gives each language.
var forms = map[string][]string{
	"uk": {"one", "few", "many", "other"},
	"en": {"one", "other"},
	"pl": {"one", "few", "many", "other"},
}

// entry is one key's text: its forms, or a single one under "".
type entry map[string]string

// placeholders returns the sorted set of the placeholders of all forms.
func (e entry) placeholders() []string {
	var list []string
	for _, s := range e {
		list = append(list, cut(s).names()...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// read returns parts → languages → keys → entries.
func read(t *testing.T) map[string]map[string]map[string]entry {
	t.Helper()
	names, err := fs.Glob(catalogues, "catalogues/*.json")
	require.NoError(t, err)
	parts := make(map[string]map[string]map[string]entry)
	for _, name := range names {
		split := strings.Split(filepath.Base(name), ".")
		require.Len(t, split, 3, "%s: want part.lang.json", name)
		part, lang := split[0], split[1]
		require.Contains(t, forms, lang, name)
		b, err := catalogues.ReadFile(name)
		require.NoError(t, err)
		var raw map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(b, &raw), name)
		entries := make(map[string]entry, len(raw))
		for key, v := range raw {
			var single string
			if json.Unmarshal(v, &single) == nil {
				entries[key] = entry{"": single}
				continue
			}
			var plural entry
			require.NoError(t, json.Unmarshal(v, &plural), "%s: %s", name, key)
			entries[key] = plural
		}
		if parts[part] == nil {
			parts[part] = make(map[string]map[string]entry)
		}
		parts[part][lang] = entries
	}
	return parts
}

// A decoder keeps the last of two values under one key and says nothing.
func TestNoKeyStandsTwiceInAFile(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(catalogues, "catalogues/*.json")
	require.NoError(t, err)
	for _, name := range names {
		b, err := catalogues.ReadFile(name)
		require.NoError(t, err)
		d := json.NewDecoder(bytes.NewReader(b))
		_, err = d.Token() // the object's beginning
		require.NoError(t, err, name)
		seen := make(map[string]bool)
		for d.More() {
			key, err := d.Token()
			require.NoError(t, err, name)
			require.False(t, seen[key.(string)], "%s: %s stands twice", name, key)
			seen[key.(string)] = true
			var skipped json.RawMessage
			require.NoError(t, d.Decode(&skipped), name)
		}
	}
}

func TestEveryKeyExistsInEveryLanguageOfItsPart(t *testing.T) {
	t.Parallel()
	for part, langs := range read(t) {
		require.Contains(t, langs, "uk", part)
		require.Contains(t, langs, "en", part)
		for lang, entries := range langs {
			for key, e := range entries {
				uk, ok := langs["uk"][key]
				require.True(t, ok, "%s.%s.json has %s, the Ukrainian file does not", part, lang, key)
				require.Equal(t, uk.placeholders(), e.placeholders(), "%s: placeholders of %s", key, lang)
				_, ukSingle := uk[""]
				_, single := e[""]
				require.Equal(t, ukSingle, single, "%s: plural in one language only", key)
			}
			for key := range langs["uk"] {
				require.Contains(t, entries, key, "%s.%s.json", part, lang)
			}
		}
	}
}

func TestNoTextIsEmptyAndPluralsAreWhole(t *testing.T) {
	t.Parallel()
	for part, langs := range read(t) {
		for lang, entries := range langs {
			for key, e := range entries {
				for form, s := range e {
					require.NotEmpty(t, strings.TrimSpace(s), "%s.%s: %s", part, lang, key)
					require.Equal(t, strings.TrimSpace(s), s, "%s.%s: %s has spaces around it", part, lang, key)
					require.True(t, form == "" || slices.Contains(forms["uk"], form), "%s.%s: %s has form %s", part, lang, key, form)
				}
				if _, single := e[""]; single {
					continue
				}
				for _, form := range forms[lang] {
					require.Contains(t, e, form, "%s.%s: %s", part, lang, key)
				}
			}
		}
	}
}

func TestKeysAreUniqueAmongParts(t *testing.T) {
	t.Parallel()
	owner := make(map[string]string)
	for part, langs := range read(t) {
		for key := range langs["uk"] {
			require.Empty(t, owner[key], "%s stands in %s and in %s", key, owner[key], part)
			owner[key] = part
		}
	}
}

// letters that Ukrainian does not have: they come of a wrong keyboard layout.
var alien = regexp.MustCompile(`[ыэъёЫЭЪЁ]`)

func TestUkrainianIsWrittenWithUkrainianLetters(t *testing.T) {
	t.Parallel()
	for part, langs := range read(t) {
		for key, e := range langs["uk"] {
			for _, s := range e {
				require.False(t, alien.MatchString(s), "%s: %s: %s", part, key, s)
				require.NotContains(t, s, "'", "%s: %s: the apostrophe is ’", part, key)
			}
		}
	}
}

var keyInGo = regexp.MustCompile(`"((?:error|why)\.[a-z0-9_]+(?:\.[a-z0-9_]+)*)"`)

func TestEveryKeyWrittenInGoHasItsText(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	texts := read(t)
	files, keys := 0, 0
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == ".cache"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		for _, m := range keyInGo.FindAllSubmatch(src, -1) {
			keys++
			if key := string(m[1]); !begins(texts, key) && !b.Has("uk", key) {
				t.Errorf("%s: %s has no text", path, key)
			}
		}
		return nil
	})
	require.NoError(t, err)
	require.Positive(t, files)
	require.Positive(t, keys)
}

// begins tells whether key is the beginning of keys that the code completes, "error.need_", and some text has such a key.
func begins(parts map[string]map[string]map[string]entry, key string) bool {
	if !strings.HasSuffix(key, "_") {
		return false
	}
	for _, langs := range parts {
		for k := range langs["uk"] {
			if strings.HasPrefix(k, key) {
				return true
			}
		}
	}
	return false
}

func TestEveryNeedAndEvidenceThatIsLackingIsNamed(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	for _, need := range []regulation.Need{
		regulation.NeedGround, regulation.NeedProof, regulation.NeedReason, regulation.NeedExecutor, regulation.NeedFile,
	} {
		require.True(t, b.Has("uk", "error.need_"+string(need)), need)
	}
	for _, evidence := range []string{"act", "letter", "photo_or_video", "call", "justification"} { // MR-5.6
		require.True(t, b.Has("uk", "error.evidence_"+evidence), evidence)
	}
}

func TestLimitsInTextsAreThoseOfTheCode(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	for key, limit := range map[string]int{
		"error.text_long": casecore.MaxTextRunes, "error.field_long": casecore.MaxFieldRunes, "error.password_short": staff.MinPassword,
	} {
		for _, lang := range []string{"uk", "pl"} {
			require.Contains(t, b.T(lang, key, nil), strconv.Itoa(limit))
		}
	}
}

func TestEveryUnitOfATermIsExplained(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	for _, unit := range []regulation.Unit{
		regulation.UnitMinute, regulation.UnitHour, regulation.UnitDay, regulation.UnitWorkingDay, regulation.UnitWorkingHour,
	} {
		require.True(t, b.Has("uk", "why."+string(unit)), unit)
	}
	require.Contains(t, b.T("uk", "why.working_day", map[string]any{"n": "2"}), "2 робочі дні")
	require.Contains(t, b.T("uk", "why.day", map[string]any{"n": "45"}), "45 діб")
	require.Contains(t, b.T("uk", "why.hour", map[string]any{"n": "1"}), "1 година")
}

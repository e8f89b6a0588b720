package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"hotline/casecore/pgstore"
	"hotline/casecore/streets"
	"hotline/internal/pg"
)

const (
	streetCount   = 100_000
	streetLookups = 2_000
	streetWarm    = 200
	streetShown   = 6 // as many as the console's list asks for
)

// lookups finds addresses as an agent types them in a register of 100,000 streets: a third half typed, a third with a
// mistake, the rest in Russian, in Latin letters or with the type and a house.
func lookups(ctx context.Context, o options, s *servers) ([]result, error) {
	url, err := s.newDatabase(ctx, "streets", true)
	if err != nil {
		return nil, err
	}
	pool, err := pg.Open(ctx, url, 0)
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same register and the same queries each time
	list := manyStreets(random, max(int(streetCount*o.scale), 100))
	register := pgstore.NewStreets(pg.NewDB(pool))
	if err := register.Import(ctx, list); err != nil {
		return nil, err
	}
	if err := settle(ctx, pool); err != nil {
		return nil, err
	}
	all := newSamples("streets", o.say)
	fmt.Fprintln(o.say, "streets:")
	for range o.runs {
		took := make([]float64, 0, streetLookups)
		hits := 0
		for i := range streetWarm + streetLookups {
			wanted := &list[random.IntN(len(list))]
			typed := mistype(random, i, wanted.Names["uk"])
			began := time.Now()
			found, err := register.Search(ctx, streets.Parse(typed), streetShown)
			if err != nil {
				return nil, err
			}
			if i < streetWarm {
				continue
			}
			took = append(took, milliseconds(time.Since(began)))
			if slices.ContainsFunc(found, func(m streets.Match) bool { return m.Street.Names["uk"] == wanted.Names["uk"] }) {
				hits++
			}
		}
		all.add("hotline", "lookup_p50_ms", "ms", percentile(took, 50))
		all.add("hotline", "lookup_p95_ms", "ms", percentile(took, 95))
		all.add("hotline", "lookup_found", "share", float64(hits)/float64(len(took)))
	}
	return all.medians(), nil
}

// Syllables and endings that Ukrainian surnames and adjectives are made of, so that trigrams repeat as they do in a register.
var (
	streetBegins = strings.Fields(`шев кова бонд тка гриц кос мар лис пол сав дяч пет ім бар вас гор дем жур зах ів кал лев
		мих ник ост пав ром сер тим фед хом цим чор шум щер юр яр бог віт гал дор єв зін кир луб мал нес ор при рад сві тур укр хар`)
	streetMiddles = strings.Fields(`ен ич ов ко ач ик ев ан ун ин ар ір ул ом ід ол ес ор ьк ат ош иш ец юк ав ел ин ут ях`)
	streetEnds    = strings.Fields(`ка ського ної ська енка івна ова ева ича ука ана ного ого цького івська ний яна ина ерна альна`)
	streetFirsts  = strings.Fields(`Івана Петра Михайла Олександра Василя Миколи Лесі Ольги Марії Андрія Юрія Павла Степана Якова Академіка
		Генерала Героїв Гетьмана Адмірала Отамана`)
)

// manyStreets makes up n streets: one in three is called after somebody with a first name.
func manyStreets(random *rand.Rand, n int) []streets.Street {
	types := streets.Types()
	pick := func(list []string) string { return list[random.IntN(len(list))] }
	list := make([]streets.Street, n)
	for i := range list {
		name := []rune(pick(streetBegins) + pick(streetMiddles) + pick(streetMiddles)[:2*random.IntN(2)] + pick(streetEnds))
		name[0] = []rune(strings.ToUpper(string(name[0])))[0]
		full := string(name)
		if random.IntN(3) == 0 {
			full = pick(streetFirsts) + " " + full
		}
		list[i] = streets.Street{
			Code: fmt.Sprintf("%06d", i), Type: types[min(random.IntN(2*len(types)), len(types)-1)].ID,
			Names: map[string]string{"uk": full}, District: "central",
		}
		if random.IntN(5) == 0 {
			list[i].Former = []string{pick(streetBegins) + pick(streetMiddles) + pick(streetEnds)}
		}
	}
	return list
}

// mistype writes a name as somebody would type it.
func mistype(random *rand.Rand, i int, name string) string {
	r := []rune(name)
	at := 1 + random.IntN(len(r)-1)
	switch i % 6 {
	case 0, 1:
		return string(r[:min(len(r), 3+random.IntN(4))])
	case 2:
		return string(slices.Delete(slices.Clone(r), at, at+1))
	case 3:
		if at == len(r)-1 {
			at--
		}
		swapped := slices.Clone(r)
		swapped[at], swapped[at+1] = swapped[at+1], swapped[at]
		return string(swapped)
	case 4:
		return "ул. " + strings.NewReplacer("і", "и", "и", "ы", "ськ", "ск").Replace(name) + " 12"
	default:
		return "вулиця " + name + ", 5, кв. 7"
	}
}

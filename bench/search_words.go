package main

import (
	"math"
	"math/rand/v2"
	"strings"
)

// The parts of which the vocabulary is made: whole words as people complain, the commonest first, then forms of stems for
// the long tail.
var (
	spokenWords = strings.Fields(`не в на у і з що до та немає за вже це як вода двір будинок просимо третій день дуже вулиця світло
		під'їзд квартира від по але адресою опалення ремонт дорога яма сміття контейнер ліфт дах тече холодна гаряча діти люди
		біля після знову тепло труба підвал запах каналізація тротуар дерево гілка сніг лід прибрати зламана лавка майданчик
		зупинка автобус маршрут водій собаки безпритульні шум вночі сусіди магазин ліхтар освітлення стовп провід паркан ворота
		люк відкритий небезпечно аварія прорив тиск слабкий сусідній поверх лічильник рахунок борг платіжка нарахування довідка
		черга прийом лікарня аптека школа садок дитячий парк сквер фонтан урна вивіз графік не вивозять тиждень місяць рік
		допоможіть терміново прошу перевірити вжити заходів відповідь звертався раніше повторно ніхто приїжджає обіцяли зробити
		пенсіонер інвалід пандус сходи перила двері замок домофон вікно скло розбите стеля стіна тріщина цвіль волога мокра
		газ котел батарея радіатор стояк кран унітаз ванна кухня плита електрика щиток іскрить проводка вимикач напруга
		асфальт бордюр розмітка знак світлофор перехід паркування машина шлагбаум стоянка гараж трамвай тролейбус квиток`)
	stems = strings.Fields(`вод двор буд вулиц світ квартир опал ремонт дорог сміт контейнер дах теп труб підвал запах канал троту
		дерев гілк сніг лід лав майдан зупин автобус маршрут собак шум сусід магазин ліхтар стовп парк воріт люк авар прорив
		тиск поверх лічиль рахун плат нарах довід черг лікар аптек школ сад скв фонтан урн граф допом перевір відпов звер обіц
		пенс пандус сход перил двер зам вікн скл стел стін тріщин цвіл волог газ кот батар стоя кран кух плит електр щит провод
		напруг асфальт бордюр розміт знак світлофор перех машин шлаг гараж трам тролей квит мост берег кол площ ринок вокзал
		насос колектор фасад балкон козирок горищ двірник підряд господар комунал утепл заміна засув вентил гідрант опор кабел`)
	heads = strings.Fields(`по за пере під на роз ви до при про від над без між само не`)
	tails = strings.Fields(`ний ного ному ним них ник ника ники ність ності ення енням увати ував ували ка ки кою ок очка ище овий ового
		ова ові івка івки ець`)
)

// vocabulary is Ukrainian words, the commonest first.
func vocabulary() []string {
	words := make([]string, 0, len(spokenWords)+len(stems)*len(heads)*len(tails))
	words = append(words, spokenWords...)
	var forms []string
	for _, stem := range stems {
		for _, tail := range tails {
			forms = append(forms, stem+tail)
			for _, head := range heads {
				forms = append(forms, head+stem+tail)
			}
		}
	}
	order := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same vocabulary each time
	order.Shuffle(len(forms), func(i, j int) { forms[i], forms[j] = forms[j], forms[i] })
	return append(words, forms...)
}

// tongue speaks by Zipf's law: the n-th word is said n times less often than the first.
type tongue struct {
	words []string
	rand  *rand.Rand
}

func newTongue(seed uint64) *tongue {
	return &tongue{vocabulary(), rand.New(rand.NewPCG(seed, seed))} //nolint:gosec // figures have to be repeatable
}

// word draws one.
func (t *tongue) word() string {
	rank := math.Exp(t.rand.Float64() * math.Log(float64(len(t.words))))
	return t.words[int(rank)-1]
}

// text is what somebody says, 6 to 30 words.
func (t *tongue) text() string {
	words := make([]string, 6+t.rand.IntN(25))
	for i := range words {
		words[i] = t.word()
	}
	return strings.Join(words, " ")
}

// place is an address.
func (t *tongue) place() string {
	streets := spokenWords[40:100]
	return "вул. " + streets[t.rand.IntN(len(streets))] + "ська, " + []string{"1", "5", "12", "12-а", "48", "103"}[t.rand.IntN(6)]
}

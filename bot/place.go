package bot

import (
	"context"
	"slices"
	"strconv"

	"hotline/casecore/regulation"
	"hotline/casecore/streets"
)

// offersShown is how many addresses a typed one may be offered to mean.
const offersShown = 3

// offer is an address of the register.
type offer struct {
	Address  string                  `json:"address"` // as the executor reads it
	District regulation.DistrictCode `json:"district,omitempty"`
}

// takePlace takes where it is: a point, the place of the last report, or an address (MR-4.4.1).
func (t *turn) takePlace(ctx context.Context, d *draft, in input) error {
	d.Step = stepPlace // whoever types while streets are offered types the address anew
	place := line(in.Text, maxAnswer)
	d.said(in.Message)
	switch {
	case t.isSavedPlace(place):
		d.Located = false
		t.useSavedPlace(d)
		return nil
	case in.Point != nil:
		d.settle(place)
		d.Point = in.Point
	case t.skips(place, stepPlace):
		d.settle("")
	case !hasLetter(place):
		t.note("bot.wrong.place")
		t.ask(d)
		return nil
	default:
		return t.takeAddress(ctx, d, place)
	}
	t.placed(d)
	return nil
}

// takeAddress looks a typed address up in the city's register: one of a street that is there brings its district, one that is
// nearly so is asked about. What is no address, or of no street that is known, stays as it was written.
func (t *turn) takeAddress(ctx context.Context, d *draft, typed string) error {
	d.settle(typed)
	q := streets.Parse(typed)
	if q.House == "" && q.Type == "" { // «біля школи» is a place, and no misspelt street
		t.placed(d)
		return nil
	}
	found, err := t.bot.parts.Streets.Search(ctx, q, offersShown)
	if err != nil {
		return err
	}
	exact := slices.DeleteFunc(slices.Clone(found), func(m streets.Match) bool { return !m.Exact(q) })
	switch {
	case len(exact) == 1:
		t.choose(d, offerOf(&exact[0]))
		t.placed(d)
	case len(found) > 0:
		d.Offers = make([]offer, len(found))
		for i := range found {
			d.Offers[i] = offerOf(&found[i])
		}
		t.goTo(d, stepStreet)
	default:
		t.placed(d)
	}
	return nil
}

func offerOf(m *streets.Match) offer { return offer{m.Address(), m.District} }

// askStreet offers the addresses that the typed one may mean.
func (t *turn) askStreet(d *draft) {
	var buttons []button
	for i, o := range d.Offers {
		buttons = append(buttons, button{Text: o.Address, Data: d.data(actStreet, strconv.Itoa(i))})
	}
	t.say(column(append(buttons, t.button("bot.street.keep", d.data(actNext)))...), "bot.ask.street", "place", d.Place)
}

// tapStreet takes one of the offered addresses.
func (t *turn) tapStreet(d *draft, argument string) bool {
	i, err := strconv.Atoi(argument)
	if err != nil || i < 0 || i >= len(d.Offers) {
		return false
	}
	t.choose(d, d.Offers[i])
	t.placed(d)
	return true
}

// choose puts an address of the register on the card, with its district where the city has it.
func (t *turn) choose(d *draft, o offer) {
	d.settle(o.Address)
	if code := t.district(string(o.District)); code != "" {
		d.District, d.Located = code, true
	}
}

// settle puts a place on the card. The district that came with the place before goes with it.
func (d *draft) settle(place string) {
	if d.Located {
		d.District = ""
	}
	d.Place, d.Point, d.Offers = place, nil, nil
}

// placed goes on once it is known where it is. A place instead of one that brought its district is asked for its own.
func (t *turn) placed(d *draft) {
	d.Step = stepPlace
	if d.Changing && d.Located && d.District == "" {
		t.goTo(d, stepDistrict)
		return
	}
	t.forward(d)
}

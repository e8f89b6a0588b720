package telephony

import (
	"context"

	"hotline/telephony/flow"
)

// rehearse has what callers hear first spoken before anybody calls, in the languages of the lines: speaking takes tenths of a
// second, playing what was spoken before none.
func (b *Bridge) rehearse(ctx context.Context) {
	for _, l := range b.cfg.Lines {
		c := &call{b: b}
		c.row.Line, c.state.Lang = l.Number, l.Lang
		for _, pieces := range flow.Often() {
			if _, err := b.Speech.Say(ctx, l.Lang, c.words(pieces)); err != nil {
				if ctx.Err() == nil {
					b.Log.WarnContext(ctx, "telephony: prompts cannot be spoken", "lang", l.Lang, "err", err)
				}
				return
			}
		}
	}
}

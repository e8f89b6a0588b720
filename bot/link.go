package bot

import "context"

// link joins the chat to the person or the organisation that a one-time code was made for. Cases of the organisation, and
// what concerns the person, are told here from then on.
func (t *turn) link(ctx context.Context, code string) error {
	if code == "" {
		t.say(nil, "bot.link.how")
		return nil
	}
	l, ok, err := t.bot.store.useLinkCode(ctx, code, t.chat.id, t.now)
	if err != nil {
		return err
	}
	if !ok {
		t.say(nil, "bot.link.wrong")
		return nil
	}
	if err := t.reachable(ctx); err != nil {
		return err
	}
	if org, known := t.bot.parts.Directory.Org(l.org); known {
		t.say(nil, "bot.link.org", "org", org.Names.In(t.lang))
		return nil
	}
	t.say(nil, "bot.link.staff")
	return nil
}

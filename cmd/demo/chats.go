package main

import (
	"context"
	"fmt"
	"net/http"
)

// chats are who in the offices has a chat with the bot: executors for their organisations, the others for themselves.
var chats = []struct {
	login  string
	forOrg bool
}{
	{"water", true},
	{"heat", true},
	{"lights", true},
	{"water-head", false},
	{"unit-head", false},
	{"deputy", false},
	{"control", false},
	{"supervisor", false},
	{"mayor", false},
}

// firstOfficeChat is before the citizens'.
const firstOfficeChat = 1000

// link gives offices their chats, so that cases and warnings reach somebody.
func (d *day) link(ctx context.Context) error {
	for i, c := range chats {
		at, known := d.desks[c.login]
		if !known {
			var err error
			if at, err = newDesk(ctx, d.city, c.login); err != nil {
				return fmt.Errorf("%s: %w", c.login, err)
			}
		}
		body := map[string]any{}
		if c.forOrg {
			var me struct {
				Roles []struct {
					Org string `json:"org"`
				} `json:"roles"`
			}
			if err := at.get(ctx, "/api/me", &me); err != nil {
				return fmt.Errorf("%s: %w", c.login, err)
			}
			body["org"] = me.Roles[0].Org
		}
		var code struct {
			Code string `json:"code"`
		}
		if err := at.do(ctx, http.MethodPost, "/api/link-codes", body, &code); err != nil {
			return fmt.Errorf("%s: %w", c.login, err)
		}
		d.telegram.Person(int64(firstOfficeChat+i), "uk").Say("/link " + code.Code)
	}
	return nil
}

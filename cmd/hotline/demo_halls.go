package main

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/queuehall"
)

// demoHalls are the halls of the demo.
const demoHalls = "vinnytsia"

// demoPost is what somebody of the demo is in the halls.
type demoPost struct {
	login, branch, participant string
	kind                       queuehall.PostKind
}

var demoPosts = []demoPost{
	{"hall-operator", "centre", "administrators", queuehall.OperatorPost},
	{"hall-operator2", "centre", "administrators", queuehall.OperatorPost},
	{"hall-operator3", "centre", "state", queuehall.OperatorPost},
	{"branch-head", "centre", "", queuehall.HeadPost},
	{"participant-head", "", "state", queuehall.ParticipantHeadPost},
}

// halls gives the demo's people their posts in the halls, and one of them has signed the rules.
func (d *demo) halls(ctx context.Context, people map[string]casecore.Actor) error {
	h := d.app.halls
	if h == nil {
		return nil
	}
	branches, err := h.Branches(ctx)
	if err != nil {
		return err
	}
	participants, err := h.Participants(ctx)
	if err != nil {
		return err
	}
	for _, p := range demoPosts {
		post := queuehall.Post{Kind: p.kind}
		for i := range branches {
			if branches[i].Code == p.branch {
				post.Branch = branches[i].ID
			}
		}
		for i := range participants {
			if participants[i].Code == p.participant {
				post.Participant = &participants[i].ID
			}
		}
		who := people[p.login]
		cmd := queuehall.SetPost{Command: demoCommand(who, "post:"+p.login), Staff: who.Staff, Post: post}
		if err := h.SetPost(ctx, cmd); err != nil {
			return fmt.Errorf("demo: %s: %w", p.login, err)
		}
	}
	_, err = h.SignRules(ctx, demoCommand(people["hall-operator"], "rules"))
	return err
}

// demoCommand is a command of the demo's, once for each of its starts: what it sets stays as it is.
func demoCommand(who casecore.Actor, what string) casecore.Command {
	return casecore.Command{Scope: "demo", Key: what + ":" + uuid.NewString(), Actor: who}
}

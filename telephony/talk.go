package telephony

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/desk"
	"hotline/telephony/asterisk"
	"hotline/telephony/flow"
)

// deskEffect writes what goes with a decision at the desk, in its transaction.
func (c *call) deskEffect(ctx context.Context, row calls.Call, e flow.Effect) error {
	d, now := c.b.Desk, c.b.Now()
	switch e := e.(type) {
	case flow.Queue:
		wanted, err := staffOf(e.To)
		if err != nil {
			return err
		}
		return d.Queue(ctx, row, wanted)
	case flow.Unqueue:
		return d.Unqueue(ctx, row.ID, e.Outcome)
	case flow.Meet:
		staff, err := staffOf(e.Staff)
		if err != nil {
			return err
		}
		return d.Meet(ctx, row.ID, staff, now)
	case flow.Free:
		staff, err := staffOf(e.Staff)
		if err != nil {
			return err
		}
		return d.Free(ctx, row.ID, staff, e.Talked, desk.Why(e.Missed), now)
	case flow.Obeyed:
		id, err := uuid.Parse(e.ID)
		if err != nil {
			return err
		}
		return d.Settle(ctx, id, e.Result, now)
	}
	return nil
}

func staffOf(id string) (casecore.StaffID, error) {
	if id == "" {
		return casecore.StaffID{}, nil
	}
	return casecore.ParseID[casecore.StaffID](id)
}

// doInTalk does something on the lines of a talk.
func (c *call) doInTalk(a flow.Act) error {
	pbx, line := c.b.PBX, c.row.Channel
	switch a := a.(type) {
	case flow.Apart:
		return pbx.Leave(a.Bridge, line)
	case flow.Together: // whoever hears music still is not let in, so that it shows
		if err := pbx.StopMusic(line); err != nil {
			return err
		}
		return pbx.Join(a.Bridge, line)
	case flow.Join:
		return pbx.Join(a.Bridge, a.Channel)
	case flow.Ask:
		if err := c.ask(a); err != nil {
			c.b.Log.WarnContext(c.ctx, "telephony: a wording is not read", "call", c.row.ID, "err", err)
			c.put(flow.Replied{Result: desk.Stale})
		}
	case flow.TakeBoth:
		return c.record(a)
	case flow.PauseTake:
		return c.pause(a)
	case flow.ResumeTake:
		return passedOver(pbx.ResumeRecording(a.Name))
	}
	return nil
}

// record records everybody in a talk. Where the answer was lost the recording may have begun all the same.
func (c *call) record(a flow.TakeBoth) error {
	err := c.b.PBX.RecordBridge(a.Bridge, asterisk.Recording{Name: a.Name, EndKey: "none"})
	if err != nil {
		if goes, lookErr := c.b.PBX.RecordingGoesOn(c.ctx, a.Name); lookErr == nil && goes {
			return nil
		}
	}
	return err
}

// How long a recording is waited for that was told to begin: it cannot be paused before.
const (
	beginWait  = time.Second
	beginPause = 10 * time.Millisecond
)

// pause leaves a part of a talk out of its recording, from the recording's very beginning if need be.
func (c *call) pause(a flow.PauseTake) error {
	for until := c.b.Now().Add(beginWait); ; {
		err := c.b.PBX.PauseRecording(a.Name)
		switch {
		case !errors.Is(err, asterisk.ErrState):
			return passedOver(err)
		case c.b.Now().After(until):
			return err
		}
		if goes, err := c.b.PBX.RecordingGoesOn(c.ctx, a.Name); err != nil || !goes {
			return err
		}
		select {
		case <-c.ctx.Done():
			return nil
		case <-time.After(beginPause):
		}
	}
}

// passedOver is for what is so already, or of a recording that has ended.
func passedOver(err error) error {
	if errors.Is(err, asterisk.ErrGone) || errors.Is(err, asterisk.ErrState) {
		return nil
	}
	return err
}

func (c *call) sayInto(bridge, name, text string) error {
	media, err := c.b.Speech.Say(c.ctx, c.state.Lang, text)
	if err != nil {
		return err
	}
	return c.b.PBX.PlayInto(bridge, name, media)
}

// ask reads a wording as it stands now (MR-4.4).
func (c *call) ask(a flow.Ask) error {
	id, err := casecore.ParseID[casecore.WordingID](a.Wording)
	if err != nil {
		return err
	}
	w, err := c.b.Wordings.Wording(c.ctx, id)
	if err != nil {
		return err
	}
	if w.State != casecore.WordingProposed {
		return fmt.Errorf("telephony: the wording is %s", w.State)
	}
	return c.sayInto(a.Bridge, a.Name, c.b.Texts.T(c.state.Lang, "voice.ask", map[string]any{"text": w.Text}))
}

// reply writes the caller's answer with its place in the recording, in one transaction. It is done once by the order's id: after a
// kill the caller is asked again, and the same answer gives the same case.
func (c *call) reply(s *flow.Reply) flow.Replied {
	var out flow.Replied
	id, err := casecore.ParseID[casecore.WordingID](s.Wording)
	if err == nil {
		err = c.b.DB.InTx(c.ctx, func(ctx context.Context) (err error) {
			if err = c.fence.Check(ctx); err != nil {
				return err
			}
			if err = c.b.Calls.Answered(ctx, id, c.row.ID, s.Recording, string(s.Key), c.b.Now()); err != nil {
				return err
			}
			out, err = c.answer(ctx, id, s)
			return err
		})
	}
	if err != nil {
		c.b.Log.WarnContext(c.ctx, "telephony: an answer to a wording is not taken", "call", c.row.ID, "err", err)
		return flow.Replied{Result: desk.Stale}
	}
	return out
}

func (c *call) answer(ctx context.Context, id casecore.WordingID, s *flow.Reply) (flow.Replied, error) {
	cmd := casecore.Command{Scope: "call:" + c.row.PBX, Key: s.Order + "/" + string(s.Key), Actor: casecore.Citizen}
	if s.Key == '1' {
		made, err := c.b.Wordings.Agree(ctx, casecore.AgreeWording{Command: cmd, Wording: id, How: casecore.AskPhone})
		return flow.Replied{Result: desk.Agreed, Number: made.Number.String()}, err
	}
	_, err := c.b.Wordings.Correct(ctx, casecore.CorrectWording{
		Command: cmd, Wording: id, How: casecore.AskPhone, Text: c.b.Texts.T(c.state.Lang, "voice.report.correction", nil),
	})
	return flow.Replied{Result: desk.Corrected}, err
}

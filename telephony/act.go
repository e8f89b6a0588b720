package telephony

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/desk"
	"hotline/casecore/regulation"
	"hotline/telephony/asterisk"
	"hotline/telephony/flow"
	"hotline/telephony/speech"
)

// facts are what the machine is told of the world.
func (c *call) facts(e flow.Event) flow.Facts {
	f := flow.Facts{Now: c.b.Now(), Withheld: c.row.Caller == ""}
	if c.b.Desk == nil || !mayQueue(c.state.Step, e) {
		return f
	}
	staffed, err := c.b.Desk.Staffed(c.ctx)
	if f.Staffed = staffed && err == nil; f.Staffed {
		pressed, _ := e.(flow.Pressed)
		urgent := c.state.Emergency || pressed.Key == flow.EmergencyKey
		f.Position, f.Expected, _ = c.b.Desk.Place(c.ctx, c.row.ID, urgent)
	}
	return f
}

// mayQueue tells whether an event may bring a call in that step into the queue, or keep it there: only then the desk is asked.
func mayQueue(step flow.Step, e flow.Event) bool {
	switch e := e.(type) {
	case flow.Pressed:
		return step == flow.Menu || step == flow.Info || step == flow.Status
	case flow.Passed:
		return step == flow.Menu || step == flow.Number || step == flow.Wait || step == flow.Ring
	case flow.Resumed:
		return step == flow.Wait
	case flow.AgentGone:
		return step == flow.Ring
	case flow.Ordered:
		return e.Kind == desk.Transfer
	}
	return false
}

// status is what the caller is told of the case of that number: the same when there is none as when it is another's.
func (c *call) status(digits string) flow.Piece {
	told, ok, err := c.b.Cases.StatusFor(c.ctx, digits, c.row.Caller, c.state.Lang, c.b.Now())
	switch {
	case err != nil:
		c.b.Log.WarnContext(c.ctx, "telephony: a status is not known", "call", c.row.ID, "err", err)
		return flow.Piece{Key: "voice.status_trouble"}
	case !ok:
		return flow.Piece{Key: "voice.status_unknown"}
	}
	return flow.Piece{Key: told.Key, Args: told.Args}
}

// effect writes what goes with a decision, in its transaction.
func (c *call) effect(ctx context.Context, row calls.Call, e flow.Effect) error {
	switch e := e.(type) {
	case flow.BeginRecording:
		return c.b.Calls.AddRecording(ctx, calls.Recorded{
			ID: uuid.Must(uuid.NewV7()), Call: row.ID, PBX: row.PBX, Name: e.Name, Kind: e.Kind, State: calls.Recording,
			Started: c.b.Now(),
		})
	case flow.EndRecording:
		c.b.DB.AfterCommit(ctx, c.b.wakeCollector)
		return c.b.Calls.EndRecording(ctx, row.PBX, e.Name, c.b.Now())
	case flow.LoseRecording:
		return c.b.Calls.LoseRecording(ctx, row.PBX, e.Name, c.b.Now())
	case flow.CallBack:
		return c.b.callBack(ctx, row)
	case flow.Miss:
		if c.b.cfg.Missed == MissedNone || c.b.cfg.Missed != MissedAll && !e.Wanted {
			return nil
		}
		_, err := c.b.report(ctx, row, "voice.report.missed", 0)
		return err
	case flow.Settle:
		return c.b.Out.Settle(ctx, row.ID, e.Result, c.b.Now())
	case flow.PauseRecording:
		return c.b.Calls.PauseRecording(ctx, row.PBX, e.Name, c.b.Now())
	case flow.ResumeRecording:
		return c.b.Calls.ResumeRecording(ctx, row.PBX, e.Name, c.b.Now())
	}
	return c.deskEffect(ctx, row, e)
}

// callBack makes a report of the wish to be called, whose place in the queue is kept.
func (b *Bridge) callBack(ctx context.Context, row calls.Call) error {
	id, err := b.report(ctx, row, "voice.report.callback", 0)
	if err != nil || id.IsZero() || b.Desk == nil {
		return err
	}
	return b.Desk.KeepPlace(ctx, row.ID, id)
}

// report makes a report of something that a call gave, in the transaction of ctx. Its id is zero when there is nobody to call back and
// nothing was said.
func (b *Bridge) report(
	ctx context.Context, row calls.Call, key string, length time.Duration, files ...casecore.FileID,
) (casecore.ReportID, error) {
	if row.Caller == "" && len(files) == 0 {
		return casecore.ReportID{}, nil
	}
	ordinal, err := b.Calls.NextOrdinal(ctx, row.ID)
	if err != nil {
		return casecore.ReportID{}, err
	}
	a := casecore.Applicant{Phone: row.Caller, Lang: row.Lang}
	if row.Caller != "" {
		a.ReplyChannel, a.ReplyAddress = casecore.ReplyByPhone, string(row.Caller)
	}
	r, err := b.Intake.Receive(ctx, casecore.ReceiveReport{
		Command: casecore.Command{
			Scope: "call:" + row.PBX, Key: row.ID.String() + "/" + strconv.Itoa(ordinal), Actor: casecore.Citizen,
		},
		Source: casecore.FromPhone, Applicant: a, SOS: row.Emergency, District: b.district(row.Line), Files: files,
		Text: b.Texts.T(row.Lang, key, map[string]any{"seconds": int(length.Round(time.Second).Seconds())}),
	})
	if err != nil {
		return casecore.ReportID{}, err
	}
	return r.ID, b.Calls.Gave(ctx, row.ID, ordinal, r.ID)
}

// act does something on the line. What fails there shows as an event of its own, so that no call stands still.
func (c *call) act(a flow.Act) {
	err := c.do(a)
	if err != nil && passedOver(err) != nil && repeats(a) && c.ctx.Err() == nil {
		err = c.do(a) // the answer may have been lost with its connection, which shows in nothing else
	}
	if err != nil {
		c.failed(a, err)
	}
}

// repeats tells whether an act of a talk leaves the same when it is done twice, and nothing would tell that it was not done.
func repeats(a flow.Act) bool {
	switch a.(type) {
	case flow.Apart, flow.Together, flow.Join, flow.StartMusic, flow.PauseTake, flow.ResumeTake, flow.Drop:
		return true
	}
	return false
}

func (c *call) do(a flow.Act) error {
	pbx, line := c.b.PBX, c.row.Channel
	switch a := a.(type) {
	case flow.Answer:
		return pbx.Answer(line)
	case flow.Say:
		media, err := c.b.Speech.Say(c.ctx, c.state.Lang, c.words(a.Pieces))
		if err != nil {
			return err
		}
		return pbx.Play(line, a.Name, media)
	case flow.Hush:
		return pbx.StopPlayback(a.Name)
	case flow.StartMusic:
		return pbx.StartMusic(line)
	case flow.StopMusic:
		return pbx.StopMusic(line)
	case flow.Take:
		return pbx.Record(line, asterisk.Recording{Name: a.Name, Max: c.set.MaxMessage, MaxSilence: c.set.MaxSilence, Beep: true, EndKey: "#"})
	case flow.StopTake:
		return pbx.StopRecording(a.Name)
	case flow.Dial:
		c.b.bind(a.Channel, c)
		return pbx.Originate(asterisk.Originate{
			ID: a.Channel, Endpoint: a.Endpoint, CallerID: string(c.row.Caller), Args: []string{argLeg, c.row.ID.String()},
			Timeout: c.set.RingAgent,
		})
	case flow.Place:
		return c.ring(a)
	case flow.Announce:
		return c.announce(a)
	case flow.Drop:
		return passedOver(pbx.Hangup(a.Channel))
	case flow.Connect:
		return c.connect(a)
	case flow.Part:
		return pbx.EndBridge(a.Bridge)
	case flow.HangUp:
		return pbx.Hangup(line)
	}
	return c.doInTalk(a)
}

// connect bridges the caller with an agent. Both hear each other before the recording begins: nobody waits for a disk.
func (c *call) connect(a flow.Connect) error {
	pbx := c.b.PBX
	if err := pbx.MakeBridge(a.Bridge); err != nil {
		return err
	}
	for _, id := range []string{c.row.Channel, a.Channel} {
		if err := pbx.Join(a.Bridge, id); err != nil {
			return err
		}
	}
	if hook := c.b.Hooks.Bridged; hook != nil {
		hook()
	}
	c.act(flow.TakeBoth{Bridge: a.Bridge, Name: a.Recording})
	return nil
}

// words are the pieces as one text.
func (c *call) words(pieces []flow.Piece) string {
	texts := make([]string, len(pieces))
	for i, p := range pieces {
		if own := c.b.lines[c.row.Line].Greeting[c.state.Lang]; own != "" && p.Key == "voice.greeting" {
			texts[i] = own
			continue
		}
		args := make(map[string]any, len(p.Args))
		for k, v := range p.Args {
			if k == flow.Spelled {
				v = speech.Digits(c.b.Texts, c.state.Lang, v)
			}
			args[k] = v
		}
		texts[i] = c.b.Texts.T(c.state.Lang, p.Key, args)
	}
	return strings.Join(texts, " ")
}

// failed turns a failure on the line into an event.
func (c *call) failed(a flow.Act, err error) {
	if errors.Is(err, asterisk.ErrGone) {
		switch a := a.(type) {
		case flow.Answer, flow.Say, flow.Take, flow.StartMusic, flow.HangUp:
			c.put(flow.Left{Why: whyHangup})
		case flow.Connect:
			c.put(flow.AgentGone{Channel: a.Channel, Why: whyHangup})
		case flow.Join:
			c.put(flow.AgentGone{Channel: a.Channel, Why: whyHangup})
		}
		return
	}
	if c.ctx.Err() != nil {
		return
	}
	c.b.Log.WarnContext(c.ctx, "telephony: an act failed", "call", c.row.ID, "step", c.state.Step, "err", err)
	switch a := a.(type) {
	case flow.Place:
		if a.Near {
			c.put(flow.Left{Why: flow.Unreachable})
			return
		}
		c.put(flow.AgentGone{Channel: a.Channel, Why: flow.Unreachable})
	case flow.Say:
		c.put(flow.Said{Name: a.Name, Failed: true})
	case flow.Announce:
		c.put(flow.Said{Name: a.Name, Failed: true})
	case flow.Take:
		c.put(flow.Recorded{Name: a.Name, Failed: true})
	case flow.TakeBoth:
		c.put(flow.Recorded{Name: a.Name, Failed: true})
	case flow.Dial:
		c.put(flow.AgentGone{Channel: a.Channel, Why: flow.Unreachable})
	case flow.Connect:
		c.put(flow.AgentGone{Channel: a.Channel, Why: "trouble"})
	}
}

// The dialplan's own way to serve a caller.
const fallbackContext = "hotline-fallback"

// giveUp leaves the caller to the dialplan, which takes a message without us; whom we called is no caller, and hung up. It returns
// false when the line does not obey.
func (c *call) giveUp(cause error) bool {
	c.b.Log.ErrorContext(c.ctx, "telephony: a call goes to the dialplan", "call", c.row.ID, "err", cause)
	var err error
	if c.state.Out != nil {
		err = c.b.PBX.Hangup(c.row.Channel)
	} else {
		err = c.b.PBX.Continue(c.row.Channel, fallbackContext, c.row.Line)
	}
	if err = passedOver(err); err != nil {
		c.b.Log.ErrorContext(c.ctx, "telephony: the dialplan does not take a call", "call", c.row.ID, "err", err)
	}
	return err == nil
}

// talks tells whether two people talk, who are left alone whatever happens here.
func (c *call) talks() bool {
	return c.state.Agent != nil && c.state.Agent.Up || c.state.Step == flow.Joined
}

func (b *Bridge) district(line string) regulation.DistrictCode {
	return regulation.DistrictCode(b.lines[line].District)
}

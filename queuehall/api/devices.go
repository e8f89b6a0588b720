package api

import (
	"context"
	"strings"
	"time"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/site"
	"hotline/queuehall"
)

// DeviceView is a kiosk, a display or a pad.
type DeviceView struct {
	ID      queuehall.DeviceID   `json:"id"`
	Role    queuehall.DeviceRole `json:"role" enum:"kiosk,display,pad"`
	Name    string               `json:"name"`
	Branch  queuehall.BranchID   `json:"branch"`
	Counter *queuehall.CounterID `json:"counter,omitempty" doc:"A pad's"`
}

// Paired is what a device gets for its code.
type Paired struct {
	Token  string     `json:"token" doc:"Told once; it is who the device is"`
	Device DeviceView `json:"device"`
}

// DevicePlace is what a device has to know of where it stands.
type DevicePlace struct {
	Device     DeviceView      `json:"device"`
	Branch     BranchView      `json:"branch"`
	Directions []DirectionView `json:"directions" nullable:"false"`
	Counters   []CounterView   `json:"counters" nullable:"false"`
	Priorities []NamedView     `json:"priorities" nullable:"false"`
	Languages  []string        `json:"languages" nullable:"false"`
	Now        time.Time       `json:"now"`
}

// KnownDevice is a device as who keeps it sees it.
type KnownDevice struct {
	DeviceView
	State    queuehall.DeviceState `json:"state" enum:"new,online,offline,faulty,revoked"`
	Since    *time.Time            `json:"since,omitempty" doc:"Of the state"`
	SeenAt   *time.Time            `json:"seen_at,omitempty" doc:"When it was last heard, to about ten seconds"`
	Starts   int                   `json:"reboots" doc:"After the first"`
	Faults   []string              `json:"faults" nullable:"false"`
	PairedAt *time.Time            `json:"paired_at,omitempty"`
}

// DeviceList is the devices of the halls that somebody keeps.
type DeviceList struct {
	Devices []KnownDevice `json:"devices" nullable:"false"`
}

// DeviceCode is what a device is paired by.
type DeviceCode struct {
	Code  string    `json:"code" doc:"Shown once, good once"`
	Until time.Time `json:"expires_at"`
}

type pairInput struct {
	Body struct {
		Code string `json:"code" minLength:"4" maxLength:"20"`
	}
}

// Bearer is the credential of a device's request.
type Bearer struct {
	Authorization string `header:"Authorization" maxLength:"200" doc:"Bearer and the device's token"`
}

type placeInput struct{ Bearer }

type addDeviceInput struct {
	site.Keyed
	Body struct {
		Branch  queuehall.BranchID   `json:"branch"`
		Counter *queuehall.CounterID `json:"counter,omitempty" doc:"A pad's"`
		Role    queuehall.DeviceRole `json:"role" enum:"kiosk,display,pad"`
		Name    string               `json:"name" minLength:"1" maxLength:"80"`
	}
}

type deviceInput = site.KeyedOn[queuehall.DeviceID]

func (a *API) mountDevices(s *site.Site) {
	site.Operation(s.Router, access.SignIn, "POST /api/hall/pair", "hallPair", "A device's token for its code",
		func(ctx context.Context, in *pairInput) (*site.Body[Paired], error) {
			address := site.CallerOf(ctx).Address
			if !s.MayGuess(address) {
				return nil, site.ErrTooMany
			}
			paired, err := a.pair(ctx, in)
			if casecore.CodeOf(err) == casecore.NotFound {
				s.Guess(address) // a hall's two hundred devices are paired from one address
			}
			return paired, err
		})
	site.Operation(s.Router, access.ReadPublic, "GET /api/hall/device", "hallDevice", "Where a device stands, by its token", a.place)
	site.Operation(s.Router, access.ManageHall, "GET /api/hall/devices", "hallDevices", "The devices of my halls", a.listDevices)
	site.Operation(s.Router, access.ManageHall, "POST /api/hall/devices", "hallAddDevice", "A place for a device (VN-2.2)", a.addDevice, site.Created)
	site.Operation(s.Router, access.ManageHall, "POST /api/hall/devices/{id}/code", "hallDeviceCode", "A code to pair it by", a.deviceCode)
	site.Operation(s.Router, access.ManageHall, "POST /api/hall/devices/{id}/revoke", "hallRevokeDevice", "Turn a device out", a.revoke)
}

func (a *API) pair(ctx context.Context, in *pairInput) (*site.Body[Paired], error) {
	token, err := a.hall.Pair(ctx, in.Body.Code)
	if err != nil {
		return nil, err
	}
	d, err := a.hall.Device(ctx, token)
	return site.Answer(Paired{token, deviceView(&d)}, err)
}

// device is whose request it is.
func (a *API) device(ctx context.Context, b Bearer, role ...queuehall.DeviceRole) (queuehall.Device, error) {
	token, ok := strings.CutPrefix(b.Authorization, "Bearer ")
	if !ok || token == "" {
		return queuehall.Device{}, fail(casecore.NotFound, "device", "error.hall_no_device")
	}
	d, err := a.hall.Device(ctx, token)
	if err == nil && len(role) > 0 && d.Role != role[0] {
		err = fail(casecore.Forbidden, "device", "error.hall_device_role")
	}
	return d, err
}

func (a *API) place(ctx context.Context, in *placeInput) (*site.Body[DevicePlace], error) {
	d, err := a.device(ctx, in.Bearer)
	if err != nil {
		return nil, err
	}
	branches, err := a.hall.Branches(ctx)
	if err != nil {
		return nil, err
	}
	p := DevicePlace{
		Device: deviceView(&d), Priorities: namedViews(a.hall.Profile().Priorities), Languages: []string{"uk", "en", "pl"}, Now: a.hall.Now(),
	}
	for i := range branches {
		if branches[i].ID == d.Branch {
			p.Branch = a.branchView(&branches[i])
			p.Directions, p.Counters = p.Branch.Directions, p.Branch.Counters
		}
	}
	return site.Answer(p, nil)
}

func (a *API) listDevices(ctx context.Context, _ *nothing) (*site.Body[DeviceList], error) {
	scope, err := a.hall.Scope(ctx, site.CallerOf(ctx).Actor)
	if err != nil {
		return nil, err
	}
	found, err := a.hall.Devices(ctx, scope.Branches)
	if err != nil {
		return nil, err
	}
	list := DeviceList{Devices: make([]KnownDevice, 0, len(found))}
	for i := range found {
		d := &found[i]
		list.Devices = append(list.Devices, KnownDevice{
			DeviceView: deviceView(&d.Device), State: d.State, Since: moment(d.Since), SeenAt: moment(d.Seen), Starts: d.Boots,
			Faults: append([]string{}, d.Faults...), PairedAt: moment(d.Paired),
		})
	}
	return site.Answer(list, nil)
}

func (a *API) addDevice(ctx context.Context, in *addDeviceInput) (*site.Body[DeviceView], error) {
	who := site.CallerOf(ctx)
	scope, err := a.hall.Scope(ctx, who.Actor)
	if err != nil {
		return nil, err
	}
	if !scope.Sees(in.Body.Branch) {
		return nil, errElsewhere
	}
	d := queuehall.Device{Branch: in.Body.Branch, Role: in.Body.Role, Name: strings.TrimSpace(in.Body.Name)}
	if in.Body.Counter != nil {
		d.Counter = *in.Body.Counter
	}
	d.ID, err = a.hall.AddDevice(ctx, queuehall.AddDevice{
		Command: who.Command(in.Keyed), Branch: d.Branch, Counter: d.Counter, Role: d.Role, Name: d.Name,
	})
	return site.Answer(deviceView(&d), err)
}

// own finds a device of a hall that the caller keeps.
func (a *API) own(ctx context.Context, id queuehall.DeviceID) error {
	scope, err := a.hall.Scope(ctx, site.CallerOf(ctx).Actor)
	if err != nil {
		return err
	}
	branch, err := a.hall.BranchOfDevice(ctx, id)
	if err == nil && !scope.Sees(branch) {
		err = fail(casecore.NotFound, "device", "error.hall_no_device")
	}
	return err
}

func (a *API) deviceCode(ctx context.Context, in *deviceInput) (*site.Body[DeviceCode], error) {
	if err := a.own(ctx, in.ID); err != nil {
		return nil, err
	}
	code, until, err := a.hall.NewCode(ctx, in.ID)
	return site.Answer(DeviceCode{code, until}, err)
}

func (a *API) revoke(ctx context.Context, in *deviceInput) (*struct{}, error) {
	if err := a.own(ctx, in.ID); err != nil {
		return nil, err
	}
	if err := a.hall.Revoke(ctx, in.ID); err != nil {
		return nil, err
	}
	a.devices.turnOut(in.ID)
	return nil, nil
}

func deviceView(d *queuehall.Device) DeviceView {
	v := DeviceView{ID: d.ID, Role: d.Role, Name: d.Name, Branch: d.Branch}
	if !d.Counter.IsZero() {
		v.Counter = &d.Counter
	}
	return v
}

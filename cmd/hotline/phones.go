package main

import (
	"context"
	"net/netip"
	"net/url"
	"strings"

	"hotline/casecore"
	"hotline/casecore/desk"
	"hotline/casecore/outbox"
	"hotline/dashboard"
	"hotline/internal/live"
	"hotline/telephony/pbx"
)

const (
	// deskStream names the channel on which the bridges are woken to look at the desk.
	deskStream = "desk"
	// phoneNotices are what consoles are told of their telephone.
	phoneNotices = "phone"
)

// agentsDesk is the queue of agents with what speaks of its changes to other processes.
type agentsDesk struct {
	*desk.Desk

	waker    *outbox.Waker
	notifier *live.Notifier
	bridges  func() // wakes those of this copy; set before anything runs, nil without the role
}

func (d *agentsDesk) wake() {
	d.waker.Wake()
	if d.bridges != nil {
		d.bridges()
	}
}

func (a *app) desk() *agentsDesk {
	d := &agentsDesk{
		waker: outbox.NewWaker(a.redis, deskStream, a.log), notifier: live.NewNotifier(a.redis, phoneNotices, a.log),
	}
	d.Desk = desk.New(a.db, a.store, a.rota(), a.city, desk.Hooks{
		Wake: d.wake, Changed: func(id casecore.StaffID) { d.notifier.Tell(id.String()) },
	}, a.clock.Now)
	return d
}

// parts are what has to run for the desk's changes to be heard elsewhere.
func (d *agentsDesk) parts() []part {
	return []part{{"desk wake", d.waker.Run}, {"desk notices", d.notifier.Run}}
}

// phonePassword is the SIP password of an agent's telephone: the bridge admits it, the agent's console registers with it.
func (a *app) phonePassword(name string) string {
	return pbx.AgentPassword(a.phoneSecret(), name)
}

func (a *app) phoneSecret() string { return string(a.secrets.Key("sip")) }

// telephones are what agents' browsers need of the exchanges.
func (a *app) telephones() dashboard.Telephones {
	t := dashboard.Telephones{Password: a.phonePassword, Registrars: a.cfg.registrars()}
	for _, ari := range a.cfg.Telephony.ARIURL {
		if u, err := url.Parse(strings.TrimSuffix(strings.TrimSuffix(ari, "/"), "/ari") + "/ws"); err == nil {
			t.Exchanges = append(t.Exchanges, u)
		}
	}
	return t
}

// registrars are where telephones on desks register: as it is said, else at the host of each ARI. One that stands beside the
// product is reached where the product is.
func (c *Config) registrars() []string {
	if len(c.Telephony.SIPAddr) > 0 {
		return c.Telephony.SIPAddr
	}
	var hosts []string
	for _, ari := range c.Telephony.ARIURL {
		u, err := url.Parse(ari)
		if err != nil {
			continue
		}
		host := u.Hostname()
		if ip, err := netip.ParseAddr(host); host == "localhost" || err == nil && ip.IsLoopback() {
			if public, err := url.Parse(c.PublicURL); err == nil {
				host = public.Hostname()
			}
		}
		hosts = append(hosts, host)
	}
	return hosts
}

// phoneNews tells consoles of their own telephone, until ctx ends.
func (a *app) phoneNews(hub *live.Hub) func(context.Context) error {
	return func(ctx context.Context) error { return hub.Notices(ctx, a.redis, phoneNotices) }
}

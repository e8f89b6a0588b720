package main

import (
	"hotline/casecore/adminlog"
	"hotline/casecore/staff"
	"hotline/dashboard"
)

// admin is what the administrators' screens are served by.
func (a *app) admin() dashboard.Admin {
	book := adminlog.New(a.db, a.store, a.clock.Now)
	personnel := staff.NewPersonnel(a.people, book, a.hasher, a.profile.Zone, a.clock.Now)
	return dashboard.Admin{
		Office: personnel, Roster: personnel, Access: personnel, Reached: personnel, Account: personnel, Register: a.people, Log: book,
	}
}

package dashboard

import (
	"hotline/casecore/adminlog"
	"hotline/casecore/casetest"
	"hotline/casecore/staff"
)

// admin is the administration of the house's city.
func (h *house) admin() Admin {
	book := adminlog.New(h.DB, h.Store, h.Clock.Now)
	personnel := staff.NewPersonnel(h.people, book, hasher(), casetest.Kyiv(), h.Clock.Now)
	return Admin{
		Office: personnel, Roster: personnel, Access: personnel, Reached: personnel, Account: personnel, Register: h.people, Log: book,
	}
}

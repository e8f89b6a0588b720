package access

// Action is something that a person does with the product, as fine as the table tells people apart.
type Action string

// What anybody may do.
const (
	SignIn     Action = "session.open"  // try to sign in
	ReadPublic Action = "public.read"   // public pages, guarded by their tokens, and the consoles' empty shell
	ReadHealth Action = "system.health" // is it up, is it ready, its technical figures
)

// What anybody who has signed in may do.
const (
	UseSession    Action = "session.use" // who am I, sign out
	ReadCatalogue Action = "catalogue.read"
	LinkChat      Action = "chat.link"   // hear of one's work in a messenger
	UseAccount    Action = "account.use" // one's own name, password, sessions, chats
	ReadRules     Action = "rules.read"  // the regulation in force, and why a term falls when it does
)

// Reports: what citizens said, before it is a case.
const (
	ReadReports   Action = "report.read"
	ReceiveReport Action = "report.receive" // type in what a caller or a visitor says (MR-2.1)
	ClaimReport   Action = "report.claim"
	ReleaseReport Action = "report.release"
	HandOver      Action = "report.hand_over" // pass it on at the end of a shift (MR-2.2)
	SuggestTopic  Action = "report.suggest"   // see which topics its words are likest to (MR-4.6)
	WordReport    Action = "report.word"      // word it, see where it would go (MR-4.3, MR-4.6)
	SettleWording Action = "report.settle"    // mark what the applicant answered (MR-4.4)
	EndReport     Action = "report.end"       // consult, refuse, withdraw (MR-4.2.1, MR-4.4.3, MR-4.4.4)
)

// Cases.
const (
	ReadCases      Action = "case.read"
	ActOnCases     Action = "case.act"        // try an action of the profile's transition table
	WriteToCitizen Action = "applicant.write" // tell the applicant something without a step
	ReadApplicant  Action = "applicant.read"
	ReadContact    Action = "applicant.contact" // name and phone only: the executor may telephone (MR-5.1)
	AddFiles       Action = "file.add"
	ReadFiles      Action = "file.read"
	FollowFeed     Action = "feed.follow"
	KeepViews      Action = "view.keep"   // filters of the list under names of their own
	ExportCases    Action = "case.export" // one row a case, without personal data
	ReadWall       Action = "wall.read"   // the centre at a glance
)

// The telephone (MR-2.1).
const (
	UsePhone       Action = "phone.use"   // take a seat at it, and calls
	ManageDesk     Action = "desk.manage" // who speaks what, whose telephone stands where
	ReadCalls      Action = "call.read"   // who called and what came of it
	HearRecordings Action = "call.hear"   // talks and messages
	SaveRecordings Action = "call.save"   // and take a copy away
	ReadPlays      Action = "call.plays"  // who listened
)

// Calls that go out.
const (
	CallApplicants Action = "call.make"   // speak with an applicant through the centre's number (MR-4.5, MR-5.1)
	CancelCalls    Action = "call.cancel" // call off one that waits
	ManageDuty     Action = "duty.manage"
	ReadNotCalled  Action = "do_not_call.keep"
	ReadSamples    Action = "sample.read"
	DrawSamples    Action = "sample.draw" // closed cases by chance (MR-6.4)
	AnswerSamples  Action = "sample.answer"
)

// The agents' rota (MR-2.2).
const (
	ReadRota    Action = "rota.read" // the months, one's own shifts, who is on shift
	MakeRota    Action = "rota.make"
	ApproveRota Action = "rota.approve" // and return it: which of these roles does, the profile says
)

// People's data on their request.
const (
	AskPrivacy   Action = "privacy.ask"   // find a person's reports, record what they ask for
	ServePrivacy Action = "privacy.serve" // export, erase, refuse
)

// What went wrong on its way.
const (
	ReadDead   Action = "dead.read"   // deliveries and deadlines that were given up
	ReplayDead Action = "dead.replay" // and another try
)

// Administration (RO-2.2).
const (
	ReadPeople       Action = "people.read"
	ManagePeople     Action = "people.manage"
	ReadOrgs         Action = "org.read" // organisations, their responsible persons (MR-5.7), whom a case reaches
	ManageOrgs       Action = "org.manage"
	ReadClassifier   Action = "classifier.read" // with the executors of topics (MR-4.6) and other bodies (MR-4.2.1)
	ManageClassifier Action = "classifier.manage"
	ReadAdminLog     Action = "admin_log.read" // who changed what
)

// The service halls (VN).
const (
	ServeHall        Action = "hall.serve"    // sign on to a counter, call and serve clients
	FollowHall       Action = "hall.follow"   // see a hall live
	ManageHall       Action = "hall.manage"   // its people and devices
	ReadHallPeople   Action = "hall.people"   // who works in the halls and who signed the rules (VN-0.2): of participants' heads their own (VN-4.7)
	SignHallRules    Action = "hall.rules"    // read the rules of rating, and sign them (VN-0.2)
	ReadHallReports  Action = "hall.reports"  // what clients said and how long they waited (VN-4.1, VN-4.7)
	NoteHallFlags    Action = "hall.flags"    // note what was found out about a sign of abuse (VN-3.2)
	InstructHall     Action = "hall.instruct" // record the leadership's instruction (VN-4.3)
	KeepHallRequests Action = "hall.requests" // who asked for results, and what they were given (VN-4.4)
	KeepHallDays     Action = "hall.days"     // days on which a hall is closed or has other hours
	KeepBookings     Action = "hall.bookings" // a day's bookings, and cancel one on its holder's behalf
	ReadBookingPhone Action = "hall.phones"   // the whole number of whoever booked
)

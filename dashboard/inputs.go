package dashboard

import (
	"time"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/regulation"
	"hotline/internal/site"
)

// signInInput is a login and a password. Neither is ever logged.
type signInInput struct {
	Body struct {
		Login    string `json:"login" minLength:"1" maxLength:"100"`
		Password string `json:"password" minLength:"1" maxLength:"200"`
	}
}

type catalogueInput struct {
	Lang string `query:"lang" maxLength:"35" doc:"Language code; the person's own when absent"`
}

type reportInput struct {
	ID casecore.ReportID `path:"id" format:"uuid"`
}

// ApplicantInput is what an agent writes on the card about who asks (MR-4.4.1).
type ApplicantInput struct {
	Surname      string                `json:"surname,omitempty" maxLength:"100"`
	Name         string                `json:"name,omitempty" maxLength:"100"`
	Patronymic   string                `json:"patronymic,omitempty" maxLength:"100"`
	Residence    string                `json:"residence,omitempty" maxLength:"300" doc:"Not the place of the problem"`
	Phone        string                `json:"phone,omitempty" maxLength:"20" doc:"E.164, or as it is dialled in Ukraine"`
	Email        string                `json:"email,omitempty" maxLength:"200"`
	Anonymous    bool                  `json:"anonymous,omitempty"`
	Warned       bool                  `json:"warned,omitempty" doc:"The warning of MR-4.4.2 was given"`
	Lang         string                `json:"lang,omitempty" maxLength:"35"`
	ReplyChannel casecore.ReplyChannel `json:"reply_channel,omitempty" enum:",telegram,email,phone"`
}

type receiveInput struct {
	site.Keyed
	Body struct {
		Source    casecore.Source         `json:"source" enum:"phone,visit,email,web"`
		Text      string                  `json:"text" minLength:"1" maxLength:"8000"`
		Place     string                  `json:"place,omitempty" maxLength:"300"`
		District  regulation.DistrictCode `json:"district,omitempty"`
		Point     *PointView              `json:"point,omitempty"`
		SOS       bool                    `json:"sos,omitempty"`
		Applicant ApplicantInput          `json:"applicant"`
		Files     []casecore.FileID       `json:"files,omitempty" maxItems:"20"`
		Claim     bool                    `json:"claim,omitempty" doc:"Take it at once: the caller is on the line"`
		Call      *calls.CallID           `json:"call,omitempty" format:"uuid" doc:"On which it was said"`
	}
}

type reportCommand struct {
	site.KeyedOn[casecore.ReportID]
}

type wordInput struct {
	site.KeyedOn[casecore.ReportID]

	Body struct {
		Text      string                  `json:"text" minLength:"1" maxLength:"8000"`
		Topic     regulation.TopicCode    `json:"topic" minLength:"1"`
		Kind      regulation.KindID       `json:"kind,omitempty" doc:"The topic's when absent"`
		District  regulation.DistrictCode `json:"district,omitempty"`
		Place     string                  `json:"place,omitempty" maxLength:"300"`
		LeadOrg   *casecore.OrgID         `json:"lead_org,omitempty" doc:"The classifier's when absent"`
		Via       casecore.Asking         `json:"via" enum:"bot,link,read_aloud,phone,none" doc:"phone: the machine reads it on the call, by order"`
		Applicant *ApplicantInput         `json:"applicant,omitempty" doc:"What was completed on the card"`
	}
}

type consultInput struct {
	site.KeyedOn[casecore.ReportID]

	Body struct {
		Body string `json:"body" minLength:"1" doc:"Code of the competent body"`
		Note string `json:"note,omitempty" maxLength:"2000"`
	}
}

type refuseInput struct {
	site.KeyedOn[casecore.ReportID]

	Body struct {
		Reason string `json:"reason" enum:"obscene,insult,forbidden_sender"`
		Note   string `json:"note,omitempty" maxLength:"2000"`
	}
}

type correctInput struct {
	site.KeyedOn[casecore.ReportID]

	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"8000" doc:"What should be different"`
	}
}

type previewInput struct {
	Topic    regulation.TopicCode    `query:"topic" required:"true"`
	Kind     regulation.KindID       `query:"kind"`
	District regulation.DistrictCode `query:"district"`
}

type caseInput struct {
	ID casecore.CaseID `path:"id" format:"uuid"`
}

type actInput struct {
	site.KeyedOn[casecore.CaseID]

	Action regulation.ActionID `path:"action" maxLength:"40"`
	Body   struct {
		Version  int64                `json:"version" minimum:"1" doc:"The version that the person saw"`
		Text     string               `json:"text,omitempty" maxLength:"8000"`
		Ground   regulation.GroundID  `json:"ground,omitempty"`
		Files    []casecore.FileID    `json:"files,omitempty" maxItems:"20"`
		Org      *casecore.OrgID      `json:"org,omitempty"`
		Executor *casecore.StaffID    `json:"executor,omitempty"`
		Topic    regulation.TopicCode `json:"topic,omitempty"`
		Until    *time.Time           `json:"until,omitempty" doc:"The agreed date of an extension (MR-6.3.1)"`
		ByPhone  bool                 `json:"by_phone,omitempty" doc:"It was asked on a call; this is the note of it (MR-5.1)"`
	}
}

// Acted is a case as it is now.
type Acted struct {
	Case casecore.CaseRow `json:"case"`
}

// ReportState is a report as it is now.
type ReportState struct {
	Report casecore.ReportRow `json:"report"`
}

type deliveriesInput struct {
	State string `query:"state" enum:"dead" default:"dead"`
}

// DeliveryList is what was given up, latest first.
type DeliveryList struct {
	Deliveries []DeliveryView `json:"deliveries" nullable:"false"`
}

type replayDeliveryInput struct {
	site.KeyedOn[casecore.DeliveryID]
}

// DeadlineList is the deadlines that were given up, latest first.
type DeadlineList struct {
	Deadlines []DeadDeadline `json:"deadlines" nullable:"false"`
}

type replayDeadlineInput struct {
	site.Keyed
	Body struct {
		SubjectType casecore.SubjectType  `json:"subject_type" minLength:"1"`
		SubjectID   string                `json:"subject_id" format:"uuid"`
		Kind        regulation.DeadlineID `json:"kind" minLength:"1"`
		Level       int                   `json:"level"`
		Cycle       int                   `json:"cycle"`
	}
}

// Replayed says whether there was something to try again.
type Replayed struct {
	Replayed bool `json:"replayed"`
}

type linkCodeInput struct {
	site.Keyed
	Body struct {
		Org *casecore.OrgID `json:"org,omitempty" doc:"Link the chat to the organisation, not to the person alone"`
	}
}

// LinkCode is shown once: typed to the bot, it links a chat.
type LinkCode struct {
	Code      string    `json:"code"`
	ExpiresAt time.Time `json:"expires_at"`
}

package dashboard

import (
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/directory"
	"hotline/casecore/regulation"
	"hotline/internal/site"
)

// ClassifierView is the classifier as it is edited. Items carry the revision that an edit names.
type ClassifierView struct {
	Topics    []TopicEdit    `json:"topics" nullable:"false"`
	Bodies    []BodyEdit     `json:"bodies" nullable:"false"`
	Districts []DistrictEdit `json:"districts" nullable:"false"`
	Last      *LastEdit      `json:"last,omitempty" doc:"The latest edit that can be taken back"`
}

// TopicEdit is a topic with its revision.
type TopicEdit struct {
	Revision string          `json:"revision"`
	Topic    directory.Topic `json:"topic"`
}

// BodyEdit is a competent body with its revision.
type BodyEdit struct {
	Revision string         `json:"revision"`
	Body     directory.Body `json:"body"`
}

// DistrictEdit is a district with its revision.
type DistrictEdit struct {
	Revision string             `json:"revision"`
	District directory.District `json:"district"`
}

// LastEdit is the latest edit that still stands.
type LastEdit struct {
	ID        uuid.UUID        `json:"id"`
	At        time.Time        `json:"at"`
	Actor     string           `json:"actor"`
	Subject   adminlog.Subject `json:"subject" enum:"org,topic,body,district,classifier"`
	SubjectID string           `json:"subject_id"`
	Action    string           `json:"action" enum:"create,edit,remove,import"`
}

// ImportPreview is what a file would change.
type ImportPreview struct {
	Revision    string                 `json:"revision" doc:"The import names it"`
	Topics      int                    `json:"topics" doc:"In the file"`
	Differences []directory.Difference `json:"differences" nullable:"false"`
}

// ClassifierFile is the classifier as a CSV file.
type ClassifierFile struct {
	CSV string `json:"csv"`
}

type putTopicInput struct {
	site.Keyed
	Body struct {
		Revision string          `json:"revision,omitempty" maxLength:"40" doc:"The one that was seen; absent for a new one"`
		Topic    directory.Topic `json:"topic"`
	}
}

type putBodyInput struct {
	site.Keyed
	Body struct {
		Revision string         `json:"revision,omitempty" maxLength:"40" doc:"The one that was seen; absent for a new one"`
		Body     directory.Body `json:"body"`
	}
}

type putDistrictInput struct {
	site.Keyed
	Body struct {
		Revision string             `json:"revision,omitempty" maxLength:"40" doc:"The one that was seen; absent for a new one"`
		District directory.District `json:"district"`
	}
}

type removeItemInput struct {
	site.Keyed
	Body struct {
		Subject  string `json:"subject" enum:"topic,body"`
		Code     string `json:"code" minLength:"1" maxLength:"100"`
		Revision string `json:"revision" minLength:"1" maxLength:"40"`
	}
}

type undoInput struct {
	site.Keyed
	Body struct {
		Entry uuid.UUID `json:"entry" doc:"The edit that the person saw as the latest"`
	}
}

type previewImportInput struct {
	site.Keyed
	Body struct {
		CSV string `json:"csv" minLength:"1"`
	}
}

type importInput struct {
	site.Keyed
	Body struct {
		Revision string `json:"revision" minLength:"1" maxLength:"40" doc:"The preview's"`
		CSV      string `json:"csv" minLength:"1"`
	}
}

func classifierView(c *regulation.Classifier) ClassifierView {
	v := ClassifierView{
		Topics: make([]TopicEdit, 0, len(c.Topics)), Bodies: make([]BodyEdit, 0, len(c.Bodies)),
		Districts: make([]DistrictEdit, 0, len(c.Districts)),
	}
	for i := range c.Topics {
		t := directory.TopicOf(&c.Topics[i])
		v.Topics = append(v.Topics, TopicEdit{adminlog.Revision(t), t})
	}
	for i := range c.Bodies {
		b := directory.BodyOf(&c.Bodies[i])
		v.Bodies = append(v.Bodies, BodyEdit{adminlog.Revision(b), b})
	}
	for i := range c.Districts {
		d := directory.DistrictOf(&c.Districts[i])
		v.Districts = append(v.Districts, DistrictEdit{adminlog.Revision(d), d})
	}
	return v
}

// OrgRow is an organisation with what a list shows besides.
type OrgRow struct {
	Revision string        `json:"revision"`
	Org      directory.Org `json:"org"`
	Chats    int           `json:"chats" doc:"Chats and mailboxes of its own"`
	Open     int           `json:"open" doc:"Open cases that it leads"`
	Late     int           `json:"late"`
	Waiting  int           `json:"waiting" doc:"Not yet accepted"`
}

// OrgList is all organisations in their order.
type OrgList struct {
	Orgs []OrgRow `json:"orgs" nullable:"false"`
}

// OrgDossier is what is kept of an organisation besides the list's row.
type OrgDossier struct {
	Points []PointRow    `json:"points" nullable:"false"`
	People []OrgMember   `json:"people" nullable:"false" doc:"Who holds a role in it"`
	Reach  []ReachedView `json:"reach" nullable:"false" doc:"Whom its cases and breaches would reach now"`
}

// OrgMember is somebody who holds a role in an organisation.
type OrgMember struct {
	ID    casecore.StaffID `json:"id"`
	Name  string           `json:"name"`
	Phone string           `json:"phone,omitempty"`
	Roles []GrantView      `json:"roles" nullable:"false"`
}

// ReachedView is whom something would reach, and where.
type ReachedView struct {
	Recipient string        `json:"recipient" doc:"org or a role"`
	For       []string      `json:"for" nullable:"false" doc:"case, or the kinds of breach: accept, solve, new, cap, inform"`
	Addresses []ReachedAddr `json:"addresses" nullable:"false"`
	Reason    string        `json:"reason,omitempty" doc:"Why nobody: a key of the catalogue"`
}

// ReachedAddr is one address, masked.
type ReachedAddr struct {
	Name    string `json:"name"`
	Channel string `json:"channel"`
	Address string `json:"address" doc:"Masked"`
}

type orgInput struct {
	ID casecore.OrgID `path:"id" format:"uuid"`
}

type orgCommand struct {
	site.KeyedOn[casecore.OrgID]
}

type putOrgInput struct {
	site.Keyed
	Body struct {
		Revision string        `json:"revision,omitempty" maxLength:"40" doc:"The one that was seen; absent for a new one"`
		Org      directory.Org `json:"org" doc:"A zero id for a new one"`
	}
}

type unlinkOrgInput struct {
	site.KeyedOn[casecore.OrgID]

	Body struct {
		Point uuid.UUID `json:"point"`
	}
}

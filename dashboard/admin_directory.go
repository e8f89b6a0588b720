package dashboard

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/adminlog"
	"hotline/casecore/directory"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
	"hotline/internal/site"
)

// maxClassifier is more than a classifier's file needs, bytes.
const maxClassifier = 4 << 20

// Classifier edits the classifier (MR-4.6).
type Classifier interface {
	Classifier(ctx context.Context) (*regulation.Classifier, error)
	PutTopic(ctx context.Context, cmd casecore.Command, revision string, t directory.Topic) error
	PutBody(ctx context.Context, cmd casecore.Command, revision string, b directory.Body) error
	PutDistrict(ctx context.Context, cmd casecore.Command, revision string, d directory.District) error
	Remove(ctx context.Context, cmd casecore.Command, subject adminlog.Subject, code, revision string) error
}

// ClassifierFiles reads and writes the classifier as a file.
type ClassifierFiles interface {
	Preview(ctx context.Context, csv string) (directory.Comparison, error)
	Import(ctx context.Context, cmd casecore.Command, revision, csv string) error
	Export(ctx context.Context) (string, error)
}

// Undoing takes edits back.
type Undoing interface {
	Undo(ctx context.Context, cmd casecore.Command, expected uuid.UUID) error
}

// Organisations edits organisations (MR-5.7).
type Organisations interface {
	Orgs(ctx context.Context) ([]directory.Listed, error)
	PutOrg(ctx context.Context, cmd casecore.Command, revision string, o directory.Org) (casecore.OrgID, error)
}

// OrgChats is where organisations are reached.
type OrgChats interface {
	OrgPoints(ctx context.Context, org casecore.OrgID) ([]staff.Point, error)
	UnlinkOrg(ctx context.Context, cmd casecore.Command, org casecore.OrgID, point uuid.UUID) error
	OrgLinkCode(ctx context.Context, cmd casecore.Command, org casecore.OrgID) (code string, expires time.Time, err error)
}

func (s *Server) mountClassifier() {
	r := s.router
	site.Operation(r, access.ReadClassifier, "GET /api/classifier", "classifier", "The classifier as it is edited", s.classifier)
	site.Operation(r, access.ManageClassifier, "POST /api/classifier/topics", "putTopic", "Add or change a topic", s.putTopic)
	site.Operation(r, access.ManageClassifier, "POST /api/classifier/bodies", "putBody", "Add or change a competent body", s.putBody)
	site.Operation(r, access.ManageClassifier, "POST /api/classifier/districts", "putDistrict", "Add or change a district", s.putDistrict)
	site.Operation(r, access.ManageClassifier, "POST /api/classifier/remove", "removeItem", "Retire a topic, delete a body", s.removeItem)
	site.Operation(r, access.ManageClassifier, "POST /api/classifier/undo", "undoEdit", "Take the latest edit back", s.undoEdit)
	site.Operation(r, access.ManageClassifier, "POST /api/classifier/preview", "previewImport", "What a file would change", s.previewImport, largeBody)
	site.Operation(r, access.ManageClassifier, "POST /api/classifier/import", "importClassifier", "Make the classifier what a file says",
		s.importClassifier, largeBody)
	site.Operation(r, access.ReadClassifier, "GET /api/classifier/export", "exportClassifier", "The classifier as a file", s.exportClassifier)
}

func largeBody(op *huma.Operation) { op.MaxBodyBytes = maxClassifier }

func (s *Server) classifier(ctx context.Context, _ *nothing) (*site.Body[ClassifierView], error) {
	c, err := s.cfg.Admin.Classifier.Classifier(ctx)
	if err != nil {
		return nil, err
	}
	v := classifierView(c)
	last, err := s.cfg.Admin.Log.LastUndoable(ctx)
	switch {
	case casecore.CodeOf(err) == casecore.NotFound:
		return &site.Body[ClassifierView]{Body: v}, nil
	case err != nil:
		return nil, err
	}
	who, err := s.nameStaff(ctx, last.Actor.String())
	if err != nil {
		return nil, err
	}
	v.Last = &LastEdit{
		ID: last.ID, At: last.At, Actor: who.of(last.Actor.String()), Subject: last.Subject, SubjectID: last.SubjectID, Action: last.Action,
	}
	return &site.Body[ClassifierView]{Body: v}, nil
}

func (s *Server) putTopic(ctx context.Context, in *putTopicInput) (*site.Body[ClassifierView], error) {
	err := s.cfg.Admin.Classifier.PutTopic(ctx, site.CallerOf(ctx).Command(in.Keyed), in.Body.Revision, in.Body.Topic)
	return s.editedClassifier(ctx, err)
}

func (s *Server) putBody(ctx context.Context, in *putBodyInput) (*site.Body[ClassifierView], error) {
	err := s.cfg.Admin.Classifier.PutBody(ctx, site.CallerOf(ctx).Command(in.Keyed), in.Body.Revision, in.Body.Body)
	return s.editedClassifier(ctx, err)
}

func (s *Server) putDistrict(ctx context.Context, in *putDistrictInput) (*site.Body[ClassifierView], error) {
	err := s.cfg.Admin.Classifier.PutDistrict(ctx, site.CallerOf(ctx).Command(in.Keyed), in.Body.Revision, in.Body.District)
	return s.editedClassifier(ctx, err)
}

func (s *Server) removeItem(ctx context.Context, in *removeItemInput) (*site.Body[ClassifierView], error) {
	err := s.cfg.Admin.Classifier.Remove(ctx, site.CallerOf(ctx).Command(in.Keyed), adminlog.Subject(in.Body.Subject), in.Body.Code, in.Body.Revision)
	return s.editedClassifier(ctx, err)
}

func (s *Server) undoEdit(ctx context.Context, in *undoInput) (*site.Body[ClassifierView], error) {
	return s.editedClassifier(ctx, s.cfg.Admin.Undoing.Undo(ctx, site.CallerOf(ctx).Command(in.Keyed), in.Body.Entry))
}

func (s *Server) previewImport(ctx context.Context, in *previewImportInput) (*site.Body[ImportPreview], error) {
	c, err := s.cfg.Admin.Files.Preview(ctx, in.Body.CSV)
	return site.Answer(ImportPreview{Revision: c.Revision, Topics: c.Topics, Differences: orEmpty(c.Differences)}, err)
}

func (s *Server) importClassifier(ctx context.Context, in *importInput) (*site.Body[ClassifierView], error) {
	return s.editedClassifier(ctx, s.cfg.Admin.Files.Import(ctx, site.CallerOf(ctx).Command(in.Keyed), in.Body.Revision, in.Body.CSV))
}

func (s *Server) exportClassifier(ctx context.Context, _ *nothing) (*site.Body[ClassifierFile], error) {
	csv, err := s.cfg.Admin.Files.Export(ctx)
	return site.Answer(ClassifierFile{CSV: csv}, err)
}

// editedClassifier answers an edit with the classifier as it is now.
func (s *Server) editedClassifier(ctx context.Context, err error) (*site.Body[ClassifierView], error) {
	return edited(ctx, s, err, func(ctx context.Context) (*site.Body[ClassifierView], error) { return s.classifier(ctx, nil) })
}

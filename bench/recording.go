package main

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hotline/casecore"
)

// recording notes every statement that a pool is given while it is on.
type recording struct {
	on   atomic.Bool
	mu   sync.Mutex
	list []statement
}

type statement struct {
	sql  string
	args []any
}

var (
	_ pgx.QueryTracer = (*recording)(nil)
	_ pgx.BatchTracer = (*recording)(nil)
)

// TraceQueryStart implements pgx.QueryTracer.
func (r *recording) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	r.note(d.SQL, d.Args)
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (r *recording) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart implements pgx.BatchTracer.
func (r *recording) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

// TraceBatchQuery implements pgx.BatchTracer.
func (r *recording) TraceBatchQuery(_ context.Context, _ *pgx.Conn, d pgx.TraceBatchQueryData) {
	r.note(d.SQL, d.Args)
}

// TraceBatchEnd implements pgx.BatchTracer.
func (r *recording) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

func (r *recording) note(sql string, args []any) {
	if !r.on.Load() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, statement{sql, args})
}

func openRecorded(ctx context.Context, url string) (*pgxpool.Pool, *recording, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, nil, err
	}
	tape := &recording{}
	cfg.MaxConns = intakeWorkers
	cfg.ConnConfig.Tracer = tape
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	return pool, tape, err
}

// bareNumbers is where the numbers of copied registrations begin: far above those that the sequence gives.
const bareNumbers = 1_000_000

// copies makes, for each wording, a batch of the recorded statements with everything that names the recorded case
// renamed: its ids, its number, its command's key.
func (r *recording) copies(ctx context.Context, pool *pgxpool.Pool, of casecore.Case, wordings []string) ([]*pgx.Batch, error) {
	var base int
	if err := pool.QueryRow(ctx, `SELECT greatest(max(seq), $1) + 1 FROM cases`, bareNumbers).Scan(&base); err != nil {
		return nil, err
	}
	rows, err := pool.Query(ctx, `SELECT w.id, r.id, r.applicant_id FROM unnest($1::uuid[]) WITH ORDINALITY x (id, i)
		JOIN wordings w USING (id) JOIN reports r ON r.id = w.report_id ORDER BY x.i`, wordings)
	if err != nil {
		return nil, err
	}
	type names struct{ Wording, Report, Applicant uuid.UUID }
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[names])
	if err != nil {
		return nil, err
	}
	made := r.madeIDs(of)
	batches := make([]*pgx.Batch, len(list))
	for i, n := range list {
		swap := newRenaming(of.Number, casecore.Number{Year: of.Number.Year, Seq: base + i})
		swap.id(of.WordingID.UUID(), n.Wording)
		swap.id(of.ReportID.UUID(), n.Report)
		swap.id(of.ApplicantID.UUID(), n.Applicant)
		for _, id := range made {
			swap.id(id, uuid.Must(uuid.NewV7()))
		}
		swap.ready()
		batches[i] = &pgx.Batch{}
		for _, s := range r.list {
			args := make([]any, len(s.args))
			for k, arg := range s.args {
				args[k] = swap.value(reflect.ValueOf(arg)).Interface()
			}
			batches[i].Queue(s.sql, args...)
		}
	}
	return batches, nil
}

// madeIDs are the ids that the registration made: the case's and its deliveries'.
func (r *recording) madeIDs(of casecore.Case) []uuid.UUID {
	made := []uuid.UUID{of.ID.UUID()}
	for _, s := range r.list {
		if ids, ok := firstArg(s).([]uuid.UUID); ok && strings.Contains(s.sql, "INSERT INTO deliveries") {
			made = append(made, ids...)
		}
	}
	return made
}

func firstArg(s statement) any {
	if len(s.args) == 0 {
		return nil
	}
	return s.args[0]
}

// renaming puts other names into a statement's arguments.
type renaming struct {
	ids    map[uuid.UUID]uuid.UUID
	seq    map[int64]int64
	pairs  []string
	texter *strings.Replacer
}

func newRenaming(from, to casecore.Number) *renaming {
	return &renaming{
		ids: make(map[uuid.UUID]uuid.UUID), seq: map[int64]int64{int64(from.Seq): int64(to.Seq)},
		pairs: []string{from.String(), fmt.Sprintf("%04d-%06d", to.Year, to.Seq)},
	}
}

func (n *renaming) id(from, to uuid.UUID) {
	n.ids[from] = to
	n.pairs = append(n.pairs, from.String(), to.String())
}

func (n *renaming) ready() { n.texter = strings.NewReplacer(n.pairs...) }

var uuidType = reflect.TypeFor[uuid.UUID]()

// value copies v with the names changed.
func (n *renaming) value(v reflect.Value) reflect.Value {
	if !v.IsValid() {
		return reflect.Zero(reflect.TypeFor[*int]())
	}
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch {
	case v.Type() == uuidType:
		if to, ok := n.ids[v.Interface().(uuid.UUID)]; ok {
			out.Set(reflect.ValueOf(to))
		}
	case v.Kind() == reflect.String:
		out.SetString(n.texter.Replace(v.String()))
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		if bytes.ContainsRune(v.Bytes(), '-') {
			out.SetBytes([]byte(n.texter.Replace(string(v.Bytes()))))
		}
	case v.Kind() == reflect.Slice && !v.IsNil():
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(n.value(v.Index(i)))
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		out.Set(reflect.New(v.Type().Elem()))
		out.Elem().Set(n.value(v.Elem()))
	case v.CanInt():
		if to, ok := n.seq[v.Int()]; ok {
			out.SetInt(to)
		}
	}
	return out
}

package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

const (
	defaultPage = 50
	largestPage = 1000
)

// search is a filter made ready: a page of dispatches by seq, the newest first or the oldest.
type search struct {
	oldest       bool
	match        string // of the search index; empty: all
	channelMatch string // of the search index; empty: all
	states       []dispatch.State
	channels     []dispatch.ChannelKind
	since, until time.Time
	limit        int
	low, high    int64 // bounds of seq, both included
	rare         bool  // few dispatches stand in states
}

// rareStates is up to how many dispatches in the states asked for are gathered before the words are
// looked up: from then on, looking up the state of each match costs less.
const rareStates = 20_000

// Search finds dispatches, newest or oldest first. Its page has at most 1000 rows. A cursor that Search did not
// write is KindInvalid.
func (s *Store) Search(ctx context.Context, f dispatch.Filter) (page dispatch.Page, err error) {
	const op = "store.search"
	q, err := s.prepare(f)
	if err != nil {
		return page, border(op, err)
	}
	err = s.view(ctx, op, func(tx *sql.Tx) error {
		seqs, err := q.run(ctx, tx)
		if err != nil {
			return err
		}
		if len(seqs) > q.limit {
			seqs = seqs[:q.limit]
			page.Next = q.cursor(seqs[q.limit-1])
		}
		page.Dispatches, err = s.load(ctx, tx, seqs)
		return err
	})
	return page, err
}

func (s *Store) prepare(f dispatch.Filter) (search, error) {
	q := search{
		match: s.matchAbout(f), channelMatch: s.matchChannels(f.Channels), states: f.States, channels: f.Channels, since: f.Since, until: f.Until,
		limit: min(f.Limit, largestPage), low: 1, high: 1<<63 - 1, oldest: f.Oldest,
	}
	if q.limit <= 0 {
		q.limit = defaultPage
	}
	return q, q.resume(f.After)
}

// matchAbout asks for the words, and for the patient.
func (s *Store) matchAbout(f dispatch.Filter) string {
	clauses := []string{s.match(f.Query)}
	if f.Patient != "" {
		clauses = append(clauses, `"`+s.patientTerm(f.Patient)+`"`)
	}
	return strings.Join(slices.DeleteFunc(clauses, func(clause string) bool { return clause == "" }), " AND ")
}

func (s *Store) matchChannels(channels []dispatch.ChannelKind) string {
	terms := make([]string, len(channels))
	for i, channel := range channels {
		terms[i] = `"` + s.channelTerm(channel) + `"`
	}
	return strings.Join(terms, " OR ")
}

// prefix begins a cursor, which goes on in one direction only.
func (q search) prefix() string {
	if q.oldest {
		return "after-"
	}
	return "before-"
}

func (q search) cursor(seq int64) string { return q.prefix() + strconv.FormatInt(seq, 36) }

// resume begins behind the row that a cursor names.
func (q *search) resume(cursor string) error {
	if cursor == "" {
		return nil
	}
	seq, err := strconv.ParseInt(strings.TrimPrefix(cursor, q.prefix()), 36, 64)
	if err != nil || seq < 1 || q.cursor(seq) != cursor {
		return invalid("cursor_malformed", "after")
	}
	if q.oldest {
		q.low = seq + 1
	} else {
		q.high = seq - 1
	}
	return nil
}

// run finds the numbers of a page, and one more when another page follows.
func (q search) run(ctx context.Context, tx *sql.Tx) ([]int64, error) {
	if some, err := q.narrow(ctx, tx); err != nil || !some {
		return nil, err
	}
	if err := q.weigh(ctx, tx); err != nil {
		return nil, err
	}
	query, args := q.statement()
	return collect(ctx, tx, scanOne[int64], query, args...)
}

// narrow bounds seq by the days asked for: without it, a page of two years ago would be looked for
// through all that came since. It reports false when nothing was created then.
func (q *search) narrow(ctx context.Context, tx *sql.Tx) (bool, error) {
	if q.since.IsZero() && q.until.IsZero() {
		return true, nil
	}
	from, to := int64(-1<<62), int64(1<<62)
	if !q.since.IsZero() {
		from = dayOf(q.since)
	}
	if !q.until.IsZero() {
		to = dayOf(q.until)
	}
	var first, last sql.NullInt64
	err := tx.QueryRowContext(ctx, `SELECT min(first_seq), max(last_seq) FROM dispatch_days
		WHERE day BETWEEN ? AND ?`, from, to).Scan(&first, &last)
	if err != nil || !first.Valid {
		return false, err
	}
	q.low, q.high = max(q.low, first.Int64), min(q.high, last.Int64)
	return q.low <= q.high, nil
}

// weigh finds out whether few dispatches stand in the states asked for.
func (q *search) weigh(ctx context.Context, tx *sql.Tx) error {
	if q.match == "" || len(q.states) == 0 {
		return nil
	}
	var n int64
	err := tx.QueryRowContext(ctx, `SELECT coalesce(sum(n), 0) FROM state_counts
		WHERE state IN (`+marks(len(q.states))+`)`, anys(q.states)...).Scan(&n)
	q.rare = n <= rareStates
	return err
}

// statement is the query that reads least: the search index, one walk for each pair of state and channel, or
// all dispatches.
func (q search) statement() (string, []any) {
	switch {
	case q.match != "":
		return q.byWords()
	case len(q.states) > 0 || len(q.channels) > 0:
		return q.byPairs()
	default:
		return q.page(`SELECT d.seq FROM dispatches AS d WHERE`, nil, "d.seq")
	}
}

// byWords walks the matches of the search index. The channel is a term of the index; what changes is
// looked up.
func (q search) byWords() (string, []any) {
	match := q.match
	if q.channelMatch != "" {
		match = "(" + match + ") AND (" + q.channelMatch + ")"
	}
	if len(q.states) == 0 && q.since.IsZero() && q.until.IsZero() {
		return q.page(`SELECT rowid FROM dispatch_index WHERE dispatch_index MATCH ? AND`, []any{match}, "rowid")
	}
	from := `SELECT dispatch_index.rowid FROM dispatch_index
		CROSS JOIN dispatches AS d ON d.seq = dispatch_index.rowid WHERE dispatch_index MATCH ? AND `
	args := []any{match}
	if len(q.states) > 0 {
		test, with := q.stateTest()
		from += test + ` AND `
		args = append(args, with...)
	}
	return q.page(from, args, "dispatch_index.rowid")
}

// stateTest looks among the few dispatches in the states, which lie together in the index, or else at
// each match's own row. The plus keeps SQLite from asking the search index for each of the few.
func (q search) stateTest() (string, []any) {
	if !q.rare {
		return `d.state IN (` + marks(len(q.states)) + `)`, anys(q.states)
	}
	few, args := `SELECT seq FROM dispatches WHERE state IN (`+marks(len(q.states))+`)`, anys(q.states)
	if len(q.channels) > 0 {
		few, args = few+` AND channel IN (`+marks(len(q.channels))+`)`, append(args, anys(q.channels)...)
	}
	return `+dispatch_index.rowid IN (` + few + ` AND seq BETWEEN ? AND ?)`, append(args, q.low, q.high)
}

// byPairs merges one walk of the index for each pair: a single IN would make SQLite sort all matches.
func (q search) byPairs() (string, []any) {
	states, channels := q.states, q.channels
	if len(states) == 0 {
		states = dispatch.States()
	}
	if len(channels) == 0 {
		channels = dispatch.ChannelKinds()
	}
	var walks []string
	var args []any
	for _, state := range distinct(states) {
		for _, channel := range distinct(channels) {
			walk, with := q.page(`SELECT d.seq FROM dispatches AS d INDEXED BY dispatches_by_state
				WHERE d.state = ? AND d.channel = ? AND`, []any{state, channel}, "d.seq")
			walks = append(walks, `SELECT seq FROM (`+walk+`)`)
			args = append(args, with...)
		}
	}
	query := strings.Join(walks, ` UNION ALL `) + ` ORDER BY seq` + q.direction() + ` LIMIT ?`
	return query, append(args, q.limit+1)
}

// page ends a statement with the bounds, the order and the limit of a page.
func (q search) page(from string, args []any, seq string) (string, []any) {
	query := from + ` ` + seq + ` BETWEEN ? AND ?`
	args = append(args, q.low, q.high)
	if !q.since.IsZero() {
		query += ` AND d.created >= ?`
		args = append(args, micros(q.since))
	}
	if !q.until.IsZero() {
		query += ` AND d.created < ?`
		args = append(args, micros(q.until))
	}
	return query + ` ORDER BY ` + seq + q.direction() + ` LIMIT ?`, append(args, q.limit+1)
}

func (q search) direction() string {
	if q.oldest {
		return ` ASC`
	}
	return ` DESC`
}

func distinct[T ~string](values []T) []T { return slices.Compact(slices.Sorted(slices.Values(values))) }

// indexDispatch makes a dispatch findable. Its id is a word too, so that a reference read out on the
// telephone is found.
func (s *Store) indexDispatch(ctx context.Context, tx *sql.Tx, seq int64, d dispatch.Dispatch) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO dispatch_index (rowid, terms) VALUES (?, ?)`, seq, s.dispatchWords(d))
	return err
}

func (s *Store) dispatchWords(d dispatch.Dispatch) string {
	all := []string{s.channelTerm(d.Channel), s.indexed(dispatchTexts(d)...)}
	for _, mark := range d.PatientMarks() {
		all = append(all, s.patientTerm(mark))
	}
	return strings.Join(all, " ")
}

func dispatchTexts(d dispatch.Dispatch) []string {
	texts := append(recipientTexts(d.Recipient), string(d.ID), string(d.Batch), d.Route.Address, d.Subject, d.Purpose, d.Reason,
		d.Authorisation)
	for _, document := range d.Documents {
		texts = append(texts, document.Name)
	}
	return texts
}

// channelTerm is no word: a word has no stroke in it.
func (s *Store) channelTerm(channel dispatch.ChannelKind) string {
	return s.sealer.Token("channel/" + string(channel))
}

// patientTerm is no word either.
func (s *Store) patientTerm(mark string) string { return s.sealer.Token("patient/" + mark) }

// dayOf counts days since 1970.
func dayOf(t time.Time) int64 {
	const day = 24 * 60 * 60
	seconds := t.Unix()
	if seconds < 0 {
		return (seconds - day + 1) / day
	}
	return seconds / day
}

// widenDay notes that a dispatch was created on a day.
func widenDay(ctx context.Context, tx *sql.Tx, created time.Time, seq int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO dispatch_days (day, first_seq, last_seq) VALUES (?1, ?2, ?2)
		ON CONFLICT (day) DO UPDATE SET first_seq = min(first_seq, ?2), last_seq = max(last_seq, ?2)`,
		dayOf(created), seq)
	return err
}

package failpoint

// Point is a moment between two steps.
type Point string

// The points of a document that is queued.
const (
	DocumentFirstByte Point = "document first byte" // of the sealed file
	DocumentLastByte  Point = "document last byte"  // on disk, and no row tells of it
	DocumentNoted     Point = "document noted"      // its row is committed, the file not yet in its place
	DocumentStored    Point = "document stored"
	BeforeCreate      Point = "before create" // everything is sealed, and no dispatch holds it
	Created           Point = "created"
)

// The points of the outbox.
const (
	LeaseTaken     Point = "lease taken"
	BeforeRelease  Point = "before release"
	Released       Point = "released"
	BeforeRecovery Point = "before recovery" // of an attempt that was found open
	Recovered      Point = "recovered"
	BeforeStart    Point = "before start"
	Started        Point = "started" // the attempt is stored, and nothing has left
	ParcelMade     Point = "parcel made"
	Checked        Point = "checked"
	ParcelSealed   Point = "parcel sealed" // the last byte of it is written, its end not yet
	Returned       Point = "returned"      // the channel told how it ended, and nothing is stored of it
	Ended          Point = "ended"
	BeforeQuestion Point = "before question"
	Answered       Point = "answered"
	BeforeFollow   Point = "before follow"
	FollowAnswered Point = "follow answered"
	Enquired       Point = "enquired" // what a question or a follow-up came to is stored
	BeforeRecall   Point = "before recall"
	RecallAnswered Point = "recall answered"
)

// The points on every connection. Of one that is encrypted only what carries data counts.
const (
	Connected Point = "connected"
	Wrote     Point = "wrote" // another piece has left
	ReplyRead Point = "reply read"
)

// The points of every change of the database.
const (
	EventAppended Point = "event appended" // in its transaction
	BeforeCommit  Point = "before commit"
	Committed     Point = "committed"
)

// The points of what is done to a whole home.
const (
	BeforeMigration Point = "before migration" // each
	Migrated        Point = "migrated"         // all
	CopyFirstByte   Point = "copy first byte"
	CopyHalf        Point = "copy half" // the database is in it, the documents not yet
	CopyWritten     Point = "copy written"
	CopyPublished   Point = "copy published"
	Unpacked        Point = "unpacked" // a copy, into the folder of a new home
	RestoredHeld    Point = "restored held"
	BeforeDestroy   Point = "before destroy" // after the checkpoint
	Destroyed       Point = "destroyed"      // each step
	BeforePurge     Point = "before purge"
	Purged          Point = "purged"
)

// All lists every point, in the order of a dispatch's life.
func All() []Point {
	return []Point{
		DocumentFirstByte, DocumentLastByte, DocumentNoted, DocumentStored, BeforeCreate, Created,
		LeaseTaken, BeforeRelease, Released, BeforeRecovery, Recovered, BeforeStart, Started, ParcelMade, Checked,
		Connected, Wrote, ReplyRead, ParcelSealed, Returned, Ended, BeforeQuestion, Answered,
		BeforeFollow, FollowAnswered, Enquired, BeforeRecall, RecallAnswered,
		EventAppended, BeforeCommit, Committed,
		BeforeMigration, Migrated, CopyFirstByte, CopyHalf, CopyWritten, CopyPublished, Unpacked, RestoredHeld,
		BeforeDestroy, Destroyed, BeforePurge, Purged,
	}
}

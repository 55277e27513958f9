package nextcloud_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch/portal/portaltest"
)

func TestEveryCodeHasItsSentence(t *testing.T) {
	t.Parallel()
	portaltest.RequireSentences(t, "nextcloud")
}

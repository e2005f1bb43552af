package whatsapp

import (
	"strconv"
	"strings"

	"balie/conversation"
)

// partMark stands between our id and the number of a part that is not the last. The last carries the bare id, so that
// a status on it stands for the whole: it was sent only after Meta had taken in all before it.
const partMark = "#"

func partID(id string, n int) string { return id + partMark + strconv.Itoa(n) }

// partOf tells which message and which of its parts an id names; false when it names a whole message.
func partOf(id string) (string, int, bool) {
	whole, part, ok := strings.Cut(id, partMark)
	n, err := strconv.Atoi(part)
	return whole, n, ok && err == nil && n > 0
}

// taken notes that Meta took in so many parts of a message: another attempt, of whatever process, goes on behind them.
func taken(id string, parts int) conversation.Delivery {
	return conversation.Delivery{ID: id, State: conversation.Attempted, Parts: parts}
}

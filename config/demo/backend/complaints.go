package backend

import "context"

// handlers are who treats a complaint, by what it is about.
var handlers = map[string]struct{ name, department string }{
	"claim":   {"Ilse Grootveld", "Klachten schade"},
	"premium": {"Bram Oudshoorn", "Klachten premie en betaling"},
	"service": {"Fenna Ruitenberg", "Klachten klantcontact"},
	"other":   {"Fenna Ruitenberg", "Klachten klantcontact"},
}

// daysToAnswer is how long a complaint may take.
const daysToAnswer = 28

func registerComplaint(ctx context.Context, c *call) (any, error) {
	in, err := decode[struct{ About, Story string }](c.body)
	if err != nil {
		return nil, err
	}
	if err := texts("story", in.Story); err != nil {
		return nil, err
	}
	by, known := handlers[in.About]
	if !known {
		return nil, invalid("UNKNOWN_SUBJECT", "a complaint is about claim, premium, service or other")
	}
	reference, err := c.reference(ctx, "KL")
	if err != nil {
		return nil, err
	}
	answerBefore := c.inDays(daysToAnswer)
	if err := c.exec(ctx, "INSERT INTO complaints VALUES (?, ?, ?, ?, ?, ?, ?)",
		reference, c.subject, in.About, in.Story, by.name, answerBefore, c.stamp()); err != nil {
		return nil, err
	}
	err = c.tell(ctx,
		"Je klacht "+reference+" is binnen. "+by.name+" antwoordt voor "+answerBefore+".",
		"Your complaint "+reference+" is in. "+by.name+" answers before "+answerBefore+".")
	return map[string]string{"reference": reference, "handler": by.name, "department": by.department, "answer_before": answerBefore}, err
}

package classify

import "math"

// evidence is what tells a text that is about some label from one that is about none.
type evidence [evidences]float64

const (
	evidenceSure    = iota // log-odds of the first label's probability
	evidenceAhead          // difference of the two best scores
	evidenceScore          // the best score itself
	evidenceNearest        // cosine with the nearest example of the best labels
	evidenceKnown          // share of the text's weight that was seen in training
	evidences
)

// looked is the number of best labels whose examples are searched for the nearest.
const looked = 3

// evidence gathers what speaks for the ranking of v.
func (t *trial) evidence(v vector, sharpness float64) evidence {
	var e evidence
	p := softmax(t.scores, sharpness)[t.order[0]]
	e[evidenceSure] = math.Log((p + 1e-4) / (1 - p + 1e-4))
	e[evidenceScore] = float64(t.scores[t.order[0]])
	e[evidenceAhead] = 1
	if len(t.order) > 1 {
		e[evidenceAhead] = e[evidenceScore] - float64(t.scores[t.order[1]])
	}
	for _, nearest := range t.nearest[:min(looked, len(t.nearest))] {
		e[evidenceNearest] = max(e[evidenceNearest], float64(nearest.similarity))
	}
	e[evidenceKnown] = v.known
	return e
}

// judge turns evidence into one figure between 0 and 1 by a logistic curve.
type judge struct {
	weight evidence
	bias   float64
}

func (j judge) confidence(e evidence) float64 {
	sum := j.bias
	for i, w := range j.weight {
		sum += w * e[i]
	}
	return logistic(sum)
}

// verdict is a rehearsed text: what was seen, and whether accepting it would have been right.
type verdict struct {
	evidence evidence
	inside   bool // some label should have claimed it
	right    bool // the first label was its label
}

// learnJudge fits the curve by penalised Newton steps, halved while they overshoot. Both sides weigh
// the same however many there are of each. The penalty pulls towards start, which is all there is when
// little was rehearsed.
func learnJudge(start judge, verdicts []verdict) judge {
	weights := sideWeights(verdicts)
	j, loss := start, judgeLoss(start, start, verdicts, weights)
	for range 25 {
		step := solve(judgeSlope(j, start, verdicts, weights))
		for scale := 1.0; ; scale /= 2 {
			next := j.moved(step, scale)
			if l := judgeLoss(next, start, verdicts, weights); l < loss {
				j, loss = next, l
				break
			}
			if scale < 1e-3 {
				return j
			}
		}
	}
	return j
}

func (j judge) moved(step [evidences + 1]float64, scale float64) judge {
	for i := range j.weight {
		j.weight[i] -= scale * step[i]
	}
	j.bias -= scale * step[evidences]
	return j
}

// judgeLoss is the weighted log-loss with the penalty.
func judgeLoss(j, start judge, verdicts []verdict, weights [2]float64) float64 {
	loss := 0.0
	for i, w := range j.weight {
		loss += judgePenalty / 2 * (w - start.weight[i]) * (w - start.weight[i])
	}
	for _, v := range verdicts {
		p := j.confidence(v.evidence)
		if side(v) == 0 {
			p = 1 - p
		}
		loss -= weights[side(v)] * math.Log(p+1e-12)
	}
	return loss
}

// sideWeights gives what should be accepted and what should not the same total weight.
func sideWeights(verdicts []verdict) [2]float64 {
	var n [2]float64
	for _, v := range verdicts {
		n[side(v)]++
	}
	total := float64(len(verdicts))
	return [2]float64{total / (2 * max(1, n[0])), total / (2 * max(1, n[1]))}
}

func side(v verdict) int {
	if v.inside && v.right {
		return 1
	}
	return 0
}

type normal [evidences + 1][evidences + 1]float64

// judgePenalty is the weight of the pull towards the starting curve, in verdicts.
const judgePenalty = 3.0

// judgeSlope returns the curvature and the gradient of the loss at j.
func judgeSlope(j, start judge, verdicts []verdict, weights [2]float64) (curvature normal, gradient [evidences + 1]float64) {
	for i := range evidences {
		gradient[i] = judgePenalty * (j.weight[i] - start.weight[i])
		curvature[i][i] = judgePenalty
	}
	curvature[evidences][evidences] = 1e-6
	for _, v := range verdicts {
		s := side(v)
		p := j.confidence(v.evidence)
		var x [evidences + 1]float64
		copy(x[:], v.evidence[:])
		x[evidences] = 1
		for a := range x {
			gradient[a] += weights[s] * (p - float64(s)) * x[a]
			for b := range x {
				curvature[a][b] += weights[s] * (p*(1-p) + 1e-6) * x[a] * x[b]
			}
		}
	}
	return curvature, gradient
}

// solve returns x of a·x = b by elimination; a is symmetric and positive.
func solve(a normal, b [evidences + 1]float64) [evidences + 1]float64 {
	for i := range b {
		for r := i + 1; r < len(b); r++ {
			f := a[r][i] / a[i][i]
			for c := i; c < len(b); c++ {
				a[r][c] -= f * a[i][c]
			}
			b[r] -= f * b[i]
		}
	}
	for i := len(b) - 1; i >= 0; i-- {
		for c := i + 1; c < len(b); c++ {
			b[i] -= a[i][c] * b[c]
		}
		b[i] /= a[i][i]
	}
	return b
}

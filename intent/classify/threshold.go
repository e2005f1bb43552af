package classify

import "math"

// usualLabels is the number of labels of an assistant to which as many foreign texts are said as texts
// about its labels. The more labels there are, the less is foreign to them.
const usualLabels = 20

// foreignness is how many texts about no label are expected for each text about one.
func foreignness(labels int) float64 {
	return min(1, usualLabels/float64(labels))
}

const (
	thresholdSteps = 200
	// thresholdBlur, in log-odds, keeps the choice from hanging on single texts.
	thresholdBlur = 0.3
)

// chooseThreshold returns the confidence at which accepting right texts and refusing foreign ones go best
// together, foreign ones counting as many times as they are expected.
func chooseThreshold(j judge, verdicts []verdict, foreignness float64) float64 {
	var inside, foreign float64
	at := make([]float64, len(verdicts)) // log-odds of the confidence
	for i, v := range verdicts {
		c := j.confidence(v.evidence)
		at[i] = math.Log((c + 1e-9) / (1 - c + 1e-9))
		if v.inside {
			inside++
		} else {
			foreign++
		}
	}
	gains := make([]float64, thresholdSteps)
	best := math.Inf(-1)
	for step := range gains {
		odds := oddsAt(step)
		for i, v := range verdicts {
			accepted := logistic((at[i] - odds) / thresholdBlur)
			switch {
			case !v.inside:
				gains[step] += foreignness * (1 - accepted) / foreign
			case v.right:
				gains[step] += accepted / inside
			}
		}
		best = max(best, gains[step])
	}
	sum, all := 0.0, 0.0
	for step, gain := range gains {
		weight := math.Exp((gain - best) / thresholdCare)
		sum, all = sum+weight*oddsAt(step), all+weight
	}
	return logistic(sum / all)
}

// thresholdCare is the gain for which one confidence is worth being chosen rather than another.
const thresholdCare = 0.005

// oddsAt is the log-odds of a step.
func oddsAt(step int) float64 { return 6 * (2*float64(step)/(thresholdSteps-1) - 1) }

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

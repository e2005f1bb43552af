package company

import (
	"github.com/prometheus/client_golang/prometheus"

	"balie/connectors"
	"balie/connectors/rest"
	"balie/conversation"
)

// Calls is what an operator may see of the calls to the company's systems. The labels are names that stand in
// the company's own files.
type Calls struct {
	calls   *prometheus.CounterVec
	took    *prometheus.HistogramVec
	held    *prometheus.CounterVec
	again   *prometheus.CounterVec
	renewed *prometheus.CounterVec
	open    *prometheus.GaugeVec
}

// NewCalls makes counters that are not registered yet.
func NewCalls() *Calls {
	return &Calls{
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "balie_calls_total", Help: "Calls to operations, by how they ended; unreached is surely not sent, or turned away at the door.",
		}, []string{"operation", "kind", "outcome"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "balie_call_seconds", Help: "Time a call took, waits included.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"operation"}),
		held: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "balie_calls_held_total", Help: "Calls that were held back before anything was sent, by why.",
		}, []string{"operation", "by"}),
		again:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "balie_reads_again_total", Help: "Reads that were sent again."}, []string{"operation"}),
		renewed: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "balie_logins_total", Help: "Tokens and sessions that were fetched."}, []string{"connector"}),
		open: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "balie_breaker_open", Help: "1 while a system, or one operation of it, is left alone.",
		}, []string{"connector", "operation"}),
	}
}

// Collectors are what is to be registered.
func (m *Calls) Collectors() []prometheus.Collector {
	return []prometheus.Collector{m.calls, m.took, m.held, m.again, m.renewed, m.open}
}

// call counts one call that has ended.
func (m *Calls) call(o connectors.Observed) {
	kind, outcome := "do", string(o.Outcome)
	if o.Query {
		kind = "query"
	}
	if o.Unreached && o.Outcome == conversation.Failed {
		outcome = "unreached"
	}
	m.calls.WithLabelValues(o.Operation, kind, outcome).Inc()
	m.took.WithLabelValues(o.Operation).Observe(o.Took.Seconds())
}

// note counts what happened to a call on its way.
func (m *Calls) note(n rest.Note) {
	switch n.What {
	case rest.Opened:
		m.open.WithLabelValues(n.Connector, n.Operation).Set(1)
	case rest.Closed:
		m.open.WithLabelValues(n.Connector, n.Operation).Set(0)
	case rest.SentAgain:
		m.again.WithLabelValues(n.Operation).Inc()
	case rest.Renewed:
		m.renewed.WithLabelValues(n.Connector).Inc()
	default:
		m.held.WithLabelValues(n.Operation, n.What).Inc()
	}
}

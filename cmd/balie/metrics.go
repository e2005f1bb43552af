package main

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"balie/assistant"
	"balie/cmd/balie/company"
	"balie/cmd/balie/publication"
)

// metrics is what an operator may see of the whole. No label ever holds anything of a customer.
type metrics struct {
	registry *prometheus.Registry
	turns    *prometheus.CounterVec
	took     *prometheus.HistogramVec
	inputs   prometheus.Counter
	actions  prometheus.Counter
	retries  prometheus.Counter
	whatsapp *prometheus.CounterVec
	files    *prometheus.CounterVec

	published *prometheus.CounterVec
	processes *prometheus.CounterVec
}

func newMetrics(calls *company.Calls) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		turns: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "balie_turns_total", Help: "Turns taken.",
		}, []string{"channel", "status", "failed"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "balie_turn_seconds", Help: "Time a turn took, calls included.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"channel"}),
		inputs:  prometheus.NewCounter(prometheus.CounterOpts{Name: "balie_inputs_total", Help: "Inputs taken in."}),
		actions: prometheus.NewCounter(prometheus.CounterOpts{Name: "balie_actions_total", Help: "Actions started."}),
		retries: prometheus.NewCounter(prometheus.CounterOpts{Name: "balie_turn_retries_total", Help: "Drafts dropped because something newer came."}),
	}
	m.whatsapp = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "balie_whatsapp_total", Help: "What came by on WhatsApp, by kind.",
	}, []string{"kind"})
	m.files = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "balie_files_total", Help: "Files that customers sent, by what became of them: kept, or why not.",
	}, []string{"result"})
	m.published = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "balie_publications_total", Help: "Company folders that were to be put into service, by result: done or refused.",
	}, []string{"result"})
	m.processes = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "balie_processes_total", Help: "What became of processes, by the company folder that they run on.",
	}, []string{"flow", "what", "revision"})
	m.registry.MustRegister(m.published, m.processes)
	m.registry.MustRegister(calls.Collectors()...)
	m.registry.MustRegister(m.whatsapp, m.files, m.turns, m.took, m.inputs, m.actions, m.retries, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// turn counts one turn.
func (m *metrics) turn(r assistant.Report) {
	failed := "no"
	if r.Failed {
		failed = "yes"
	}
	m.turns.WithLabelValues(r.Channel, string(r.Status), failed).Inc()
	m.took.WithLabelValues(r.Channel).Observe(r.Took.Seconds())
	m.inputs.Add(float64(r.Inputs))
	m.actions.Add(float64(r.Actions))
	m.retries.Add(float64(r.Retries))
	for _, s := range r.Milestones {
		m.processes.WithLabelValues(s.Flow, s.What, publication.Short(s.Revision)).Inc()
	}
}

package config

import (
	"embed"
	"fmt"
	"io/fs"
)

// Demos are the complete demo companies that come with the program.
var Demos = []string{"bank", "shop", "insurer"}

//go:embed all:demo/bank all:demo/shop all:demo/insurer
var demos embed.FS

// Demo returns the folder of a demo company.
func Demo(name string) (fs.FS, error) {
	for _, d := range Demos {
		if d == name {
			return fs.Sub(demos, "demo/"+name)
		}
	}
	return nil, fmt.Errorf("demo company %q is not known: use one of %v", name, Demos)
}

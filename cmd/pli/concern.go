package main

import (
	"fmt"
	"io"

	"github.com/souspli/souspli/dispatch/desk"
)

// concernView is a concern as programs read it.
type concernView struct {
	Code      string      `json:"code"`
	Weight    desk.Weight `json:"weight"`
	Document  *int        `json:"document"` // from 0, in the order given; null: all of them
	Count     int         `json:"count"`    // of persons; 0 where none are counted
	Confirmed bool        `json:"confirmed"`
	Sentence  string      `json:"sentence"`
	Way       string      `json:"way"`
}

func (s *session) viewConcerns(concerns []desk.Concern) []concernView {
	views := []concernView{}
	for _, c := range concerns {
		view := concernView{
			Code: c.Code, Weight: c.Weight, Count: c.Count, Confirmed: c.Confirmed,
			Sentence: s.words.Concern(c.Code, c.Count), Way: s.words.ConcernWay(c.Code),
		}
		if c.Document >= 0 {
			view.Document = &c.Document
		}
		views = append(views, view)
	}
	return views
}

// printConcerns tells what looks wrong, how much it weighs, and below it the way out.
func (s *session) printConcerns(to io.Writer, concerns []desk.Concern) {
	for _, c := range concerns {
		key := "pli_concern_line"
		if c.Confirmed {
			key = "pli_concern_confirmed"
		}
		fmt.Fprintln(to, "! "+s.words.Text(key,
			"sentence", s.words.Concern(c.Code, c.Count), "weight", s.words.Weight(string(c.Weight)), "code", c.Code))
		if !c.Confirmed {
			fmt.Fprintln(to, "  "+s.words.ConcernWay(c.Code))
		}
	}
}

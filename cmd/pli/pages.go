package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
)

// takeFlag chooses pages of the one document that is given.
type takeFlag struct {
	Take string `placeholder:"PAGES" help:"pli_help_take"`
}

// arranged makes the document of the pages that were asked for, once the only one is read.
func (f takeFlag) arranged(ctx context.Context, from desk.Pages, reports []inspect.Report) ([]inspect.Report, error) {
	if f.Take == "" {
		return reports, nil
	}
	leaves, err := parseLeaves(f.Take)
	if err != nil || len(reports) != 1 {
		return nil, unknownValue("take")
	}
	made, err := from.Arrange(ctx, reports[0], leaves)
	return []inspect.Report{made}, err
}

// mostTaken is more pages than a document may have.
const mostTaken = 2000

// parseLeaves reads pages in their order, such as 1,3-5,2:90. A range may go down; a turn is for all of it.
func parseLeaves(text string) ([]inspect.Leaf, error) {
	var leaves []inspect.Leaf
	for part := range strings.SplitSeq(text, ",") {
		pages, turn, err := parseTurn(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		first, last, ranged := strings.Cut(pages, "-")
		from, err := parsePage(first)
		if err != nil {
			return nil, err
		}
		to := from
		if ranged {
			if to, err = parsePage(last); err != nil {
				return nil, err
			}
		}
		step := 1
		if to < from {
			step = -1
		}
		for page := from; page != to+step; page += step {
			leaves = append(leaves, inspect.Leaf{Page: page, Turn: turn})
		}
		if len(leaves) > mostTaken {
			return nil, unknownValue("take")
		}
	}
	return leaves, nil
}

// parseTurn cuts the quarters off the pages that they are for.
func parseTurn(part string) (pages string, turn int, err error) {
	pages, degrees, turned := strings.Cut(part, ":")
	if !turned {
		return pages, 0, nil
	}
	if turn, err = strconv.Atoi(degrees); err != nil || turn%90 != 0 || turn < 0 || turn > 270 {
		return "", 0, unknownValue("take")
	}
	return pages, turn, nil
}

func parsePage(text string) (int, error) {
	page, err := strconv.Atoi(text)
	if err != nil || page < 1 || page > mostTaken {
		return 0, unknownValue("take")
	}
	return page, nil
}

package kube

import (
	"errors"
	"fmt"
	"testing"
)

func TestTaintsAreReadAsKubectlReadsThem(t *testing.T) {
	for text, want := range map[string]Taint{
		"a:NoSchedule":        {Key: "a", Effect: "NoSchedule"},
		"a/b=c:NoExecute":     {Key: "a/b", Value: "c", Effect: "NoExecute"},
		"a=:PreferNoSchedule": {Key: "a", Effect: "PreferNoSchedule"},
	} {
		if got := ParseTaint(text); got != want {
			t.Errorf("%s: %+v", text, got)
		}
	}
}

func TestOnlyTheAnswer404MeansThatThereIsNoObject(t *testing.T) {
	for err, want := range map[error]bool{
		&Status{Code: 404}:                      true,
		fmt.Errorf("x: %w", &Status{Code: 404}): true,
		&Status{Code: 403}:                      false,
		errors.New("404"):                       false,
	} {
		if IsNotFound(err) != want {
			t.Errorf("%v", err)
		}
	}
}

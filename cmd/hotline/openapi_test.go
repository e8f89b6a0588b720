package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dashboard"
	"hotline/queuehall/api"
)

func TestTheDescriptionOnDiskIsTheServers(t *testing.T) {
	t.Parallel()
	want, err := dashboard.OpenAPI(api.New(api.Config{}), api.NewResults(nil))
	require.NoError(t, err)
	got, err := os.ReadFile("../../dashboard/web/openapi.json")
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got), "the description on disk is not the server's: run `make generate`")
}

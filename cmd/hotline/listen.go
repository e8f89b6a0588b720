package main

import (
	"context"
	"fmt"
	"net"
	"net/http"

	"hotline/dashboard"
)

// listenUntil serves on the address that a setting gives until ctx ends.
func listenUntil(ctx context.Context, setting, addr string, h http.Handler) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err == nil {
		err = serveUntil(ctx, listener, h)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", setting, err)
	}
	return nil
}

// serveUntil serves until ctx ends and closes the listener. Who asks during a stop asks again: requests under way are broken off.
func serveUntil(ctx context.Context, listener net.Listener, h http.Handler) error {
	server := dashboard.HTTPServer(listener.Addr().String(), h)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
		return server.Close()
	}
}

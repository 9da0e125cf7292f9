// Package relay passes TCP connections from a loopback port into a network namespace: the one way in from outside.
package relay

import (
	"fmt"
	"io"
	"net"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// Serve accepts on l, in the caller's network namespace, and dials address inside the one at netns. A connection that cannot
// be passed on is closed, which is how a server that is down looks.
func Serve(l net.Listener, netns, address string) error {
	ns, err := os.Open(netns)
	if err != nil {
		return fmt.Errorf("the network namespace is gone: %w", err)
	}
	defer ns.Close()
	for {
		client, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer client.Close()
			server, err := dial(int(ns.Fd()), address)
			if err != nil {
				return
			}
			defer server.Close()
			go func() {
				io.Copy(server, client)
				server.(*net.TCPConn).CloseWrite()
			}()
			io.Copy(client, server)
		}()
	}
}

func dial(netns int, address string) (net.Conn, error) {
	type result struct {
		c   net.Conn
		err error
	}
	ch := make(chan result)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread, which is in another namespace now, ends with the goroutine
		if err := unix.Setns(netns, unix.CLONE_NEWNET); err != nil {
			ch <- result{nil, err}
			return
		}
		c, err := net.Dial("tcp", address)
		ch <- result{c, err}
	}()
	r := <-ch
	return r.c, r.err
}

// Probe says whether something listens at address inside the namespace.
func Probe(netns, address string) error {
	ns, err := os.Open(netns)
	if err != nil {
		return err
	}
	defer ns.Close()
	c, err := dial(int(ns.Fd()), address)
	if err != nil {
		return err
	}
	return c.Close()
}

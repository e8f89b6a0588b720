package redistest

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

const (
	clusterNodes = 3
	slots        = 16384
	// formPoll is how often a node of a forming cluster is asked.
	formPoll = 20 * time.Millisecond
)

// Cluster returns a client of a Redis Cluster of three nodes without replicas,
// all gone when the test ends. It takes two seconds to form: one for a test
// package is enough, its keys told apart by prefixes.
func Cluster(t testing.TB) *redis.ClusterClient {
	t.Helper()
	dir := t.TempDir()
	var addresses []string
	for _, port := range freePorts(t, 2*clusterNodes) {
		addresses = append(addresses, net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	}
	buses := addresses[clusterNodes:]
	addresses = addresses[:clusterNodes]
	for i, address := range addresses {
		startNode(t, filepath.Join(dir, strconv.Itoa(i)), address, buses[i])
	}
	form(t, addresses, buses)

	client := redis.NewClusterClient(&redis.ClusterOptions{Addrs: addresses})
	t.Cleanup(func() { _ = client.Close() }) // the test may have closed it
	return client
}

func startNode(t testing.TB, dir, address, bus string) {
	t.Helper()
	require.NoError(t, os.Mkdir(dir, 0o700))
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	_, busPort, err := net.SplitHostPort(bus)
	require.NoError(t, err)
	cmd := launch(t, dir, "--port", port, "--bind", "127.0.0.1", "--cluster-enabled", "yes",
		"--cluster-port", busPort, "--cluster-node-timeout", "2000")
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have exited by itself
		_ = cmd.Wait()
	})
	client := redis.NewClient(&redis.Options{Addr: address})
	defer client.Close()
	awaitReady(t, client)
}

// form shares the slots out, introduces the nodes to each other and waits until
// each of them sees the whole cluster, which a node admits two seconds after
// its start at the earliest. "redis-cli --cluster create" takes three times as long.
func form(t testing.TB, addresses, buses []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startWait)
	defer cancel()
	var nodes []*redis.Client
	for i, address := range addresses {
		node := redis.NewClient(&redis.Options{Addr: address})
		defer node.Close()
		first, next := i*slots/len(addresses), (i+1)*slots/len(addresses)
		require.NoError(t, node.ClusterAddSlotsRange(ctx, first, next-1).Err())
		require.NoError(t, node.Do(ctx, "CLUSTER", "SET-CONFIG-EPOCH", i+1).Err())
		nodes = append(nodes, node)
	}
	for i, address := range addresses[1:] {
		host, port, err := net.SplitHostPort(address)
		require.NoError(t, err)
		_, bus, err := net.SplitHostPort(buses[i+1])
		require.NoError(t, err)
		require.NoError(t, nodes[0].Do(ctx, "CLUSTER", "MEET", host, port, bus).Err())
	}
	for _, node := range nodes {
		require.Eventually(t, func() bool {
			info, err := node.ClusterInfo(ctx).Result()
			return err == nil && strings.Contains(info, "cluster_state:ok") &&
				strings.Contains(info, "cluster_known_nodes:"+strconv.Itoa(len(nodes)))
		}, startWait, formPoll, "the cluster did not form")
	}
}

// freePorts reserves ports long enough that no two of them are the same.
func freePorts(t testing.TB, count int) []int {
	t.Helper()
	var ports []int
	for range count {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer listener.Close()
		address, err := net.ResolveTCPAddr("tcp", listener.Addr().String())
		require.NoError(t, err)
		ports = append(ports, address.Port)
	}
	return ports
}

// Package deviceplugin offers make-believe devices to the kubelet beside it, by the kubelet's real device plugin protocol, so
// that nvidia.com/gpu is counted, allocated and refused as on a machine that has them.
package deviceplugin

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	api "k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1"
)

type plugin struct {
	api.UnimplementedDevicePluginServer
	count int
}

func (plugin) GetDevicePluginOptions(context.Context, *api.Empty) (*api.DevicePluginOptions, error) {
	return &api.DevicePluginOptions{}, nil
}

// ListAndWatch sends the devices once; none of them ever gets ill.
func (p plugin) ListAndWatch(_ *api.Empty, s grpc.ServerStreamingServer[api.ListAndWatchResponse]) error {
	r := &api.ListAndWatchResponse{}
	for i := range p.count {
		r.Devices = append(r.Devices, &api.Device{ID: fmt.Sprintf("GPU-%d", i), Health: api.Healthy})
	}
	if err := s.Send(r); err != nil {
		return err
	}
	<-s.Context().Done()
	return nil
}

// Allocate tells the container which devices it got, in the variable that NVIDIA's runtime reads.
func (p plugin) Allocate(_ context.Context, r *api.AllocateRequest) (*api.AllocateResponse, error) {
	out := &api.AllocateResponse{}
	for _, c := range r.ContainerRequests {
		out.ContainerResponses = append(out.ContainerResponses, &api.ContainerAllocateResponse{
			Envs: map[string]string{"NVIDIA_VISIBLE_DEVICES": strings.Join(c.DevicesIds, ",")}})
	}
	return out, nil
}

// Run serves and registers, again whenever the kubelet restarts, until ctx ends.
func Run(ctx context.Context, resource string, count int) {
	var said string
	for ctx.Err() == nil {
		// The same again and again while the kubelet starts: said once.
		if err := serve(ctx, resource, count); err != nil && err.Error() != said {
			said = err.Error()
			fmt.Fprintf(os.Stderr, "device plugin %s: %v\n", resource, err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func serve(ctx context.Context, resource string, count int) error {
	if _, err := os.Stat(api.KubeletSocket); err != nil {
		return nil // the kubelet empties the folder when it starts; it is not there yet
	}
	socket := api.DevicePluginPath + strings.ReplaceAll(resource, "/", "-") + ".sock"
	os.Remove(socket)
	l, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	defer server.Stop()
	api.RegisterDevicePluginServer(server, plugin{count: count})
	go server.Serve(l)
	conn, err := grpc.NewClient("unix://"+api.KubeletSocket, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	request := &api.RegisterRequest{Version: api.Version, Endpoint: socket[len(api.DevicePluginPath):], ResourceName: resource}
	if _, err := api.NewRegistrationClient(conn).Register(ctx, request); err != nil {
		return err
	}
	for ctx.Err() == nil {
		time.Sleep(time.Second)
		if _, err := os.Stat(socket); err != nil {
			return nil // the kubelet restarted
		}
	}
	return nil
}

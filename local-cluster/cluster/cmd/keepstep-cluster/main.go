// keepstep-cluster brings a real Kubernetes and a real S3 up on one machine, and takes nodes away as clouds do.
package main

import (
	"os"

	"keepstep.dev/local-cluster/internal/cli"
)

func main() { os.Exit(cli.Stdio()) }

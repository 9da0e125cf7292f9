// Package image writes one-layer container images as docker-archive tars, byte for byte the same each time.
package image

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"runtime"
	"strings"
	"time"
)

// File is one entry of the layer: a folder when Link and Data are empty and Mode has the directory bit.
type File struct {
	Name string
	Mode os.FileMode
	Link string
	Data []byte
}

// Image is a name:tag, what to run, and its files.
type Image struct {
	Name       string
	Entrypoint []string
	Files      []File
}

// Archive is the image as `ctr images import` and `docker load` read it.
func (i Image) Archive() ([]byte, error) {
	layer, err := i.layer()
	if err != nil {
		return nil, err
	}
	digest := hash(layer)
	config, err := json.Marshal(map[string]any{
		"architecture": runtime.GOARCH, "os": "linux",
		"config":  map[string]any{"Entrypoint": i.Entrypoint, "Env": []string{"PATH=/usr/local/bin:/usr/bin:/bin"}},
		"rootfs":  map[string]any{"type": "layers", "diff_ids": []string{"sha256:" + digest}},
		"history": []map[string]string{{"created": "1970-01-01T00:00:00Z"}},
	})
	if err != nil {
		return nil, err
	}
	configName := hash(config) + ".json"
	manifest, err := json.Marshal([]map[string]any{{
		"Config": configName, "RepoTags": []string{i.Name}, "Layers": []string{digest + "/layer.tar"},
	}})
	if err != nil {
		return nil, err
	}
	return pack([]File{
		{Name: configName, Mode: 0o644, Data: config},
		{Name: digest + "/layer.tar", Mode: 0o644, Data: layer},
		{Name: "manifest.json", Mode: 0o644, Data: manifest},
	})
}

func (i Image) layer() ([]byte, error) { return pack(i.Files) }

func pack(files []File) ([]byte, error) {
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for _, f := range files {
		h := &tar.Header{Name: f.Name, Mode: int64(f.Mode.Perm()), ModTime: time.Unix(0, 0), Uname: "root", Gname: "root"}
		switch {
		case f.Mode.IsDir():
			h.Typeflag = tar.TypeDir
			if f.Mode&os.ModeSticky != 0 {
				h.Mode |= 0o1000
			}
		case f.Link != "":
			h.Typeflag, h.Linkname = tar.TypeSymlink, f.Link
		default:
			h.Typeflag, h.Size = tar.TypeReg, int64(len(f.Data))
		}
		if err := w.WriteHeader(h); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.Data); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return buf.Bytes(), err
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// base are the folders that a program expects; /tmp must be open to any user.
func base() []File {
	return []File{
		{Name: "bin/", Mode: os.ModeDir | 0o755}, {Name: "dev/", Mode: os.ModeDir | 0o755},
		{Name: "etc/", Mode: os.ModeDir | 0o755}, {Name: "proc/", Mode: os.ModeDir | 0o755},
		{Name: "sys/", Mode: os.ModeDir | 0o755}, {Name: "tmp/", Mode: os.ModeDir | os.ModeSticky | 0o777},
		{Name: "etc/passwd", Mode: 0o644, Data: []byte("root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n")},
	}
}

// Pause holds one static program, the first process of every pod.
func Pause(name, binary string) (Image, error) {
	b, err := os.ReadFile(binary)
	return Image{Name: name, Entrypoint: []string{"/pause"}, Files: []File{{Name: "pause", Mode: 0o755, Data: b}}}, err
}

// libraries are the shared libraries of a program, with their folders; none for a static one.
func libraries(binary string) ([]File, error) {
	f, err := elf.Open(binary)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if names, err := f.ImportedLibraries(); err != nil || len(names) == 0 {
		return nil, nil
	}
	out, err := exec.Command("ldd", binary).Output()
	if err != nil {
		return nil, fmt.Errorf("ldd %s: %w", binary, err)
	}
	var files []File
	seen := map[string]bool{"bin": true}
	for _, word := range strings.Fields(string(out)) {
		if !strings.HasPrefix(word, "/") {
			continue
		}
		b, err := os.ReadFile(word)
		if err != nil {
			return nil, err
		}
		parts := strings.Split(strings.TrimPrefix(path.Dir(word), "/"), "/")
		for i := range parts {
			if d := strings.Join(parts[:i+1], "/"); !seen[d] {
				seen[d] = true
				files = append(files, File{Name: d + "/", Mode: os.ModeDir | 0o755})
			}
		}
		files = append(files, File{Name: word[1:], Mode: 0o755, Data: b})
	}
	return files, nil
}

// Busybox holds the machine's own busybox and a link for each of its tools.
func Busybox(name, binary string) (Image, error) {
	b, err := os.ReadFile(binary)
	if err != nil {
		return Image{}, err
	}
	list, err := exec.Command(binary, "--list").Output()
	if err != nil {
		return Image{}, err
	}
	files := append(base(), File{Name: "bin/busybox", Mode: 0o755, Data: b})
	// Debian's package busybox, other than busybox-static, needs the C library beside it.
	libraries, err := libraries(binary)
	if err != nil {
		return Image{}, err
	}
	files = append(files, libraries...)
	for _, tool := range strings.Fields(string(list)) {
		if tool != "busybox" {
			files = append(files, File{Name: "bin/" + tool, Link: "busybox", Mode: 0o777})
		}
	}
	return Image{Name: name, Files: files}, nil
}

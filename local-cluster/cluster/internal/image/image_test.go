package image

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func entries(t *testing.T, b []byte) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	r := tar.NewReader(bytes.NewReader(b))
	for {
		h, err := r.Next()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if out[h.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}

func sampleImage(t *testing.T) Image {
	t.Helper()
	program := filepath.Join(t.TempDir(), "p")
	os.WriteFile(program, []byte("program"), 0o755)
	i, err := Pause("x/y:1", program)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestAnArchiveNamesItsLayerByTheHashThatItsConfigHas(t *testing.T) {
	b, err := sampleImage(t).Archive()
	if err != nil {
		t.Fatal(err)
	}
	files := entries(t, b)
	var manifest []struct {
		Config           string
		RepoTags, Layers []string
	}
	if err := json.Unmarshal(files["manifest.json"], &manifest); err != nil || manifest[0].RepoTags[0] != "x/y:1" {
		t.Fatalf("%s, %v", files["manifest.json"], err)
	}
	layer := files[manifest[0].Layers[0]]
	sum := sha256.Sum256(layer)
	if !strings.Contains(string(files[manifest[0].Config]), `"sha256:`+hex.EncodeToString(sum[:])+`"`) {
		t.Errorf("config %s", files[manifest[0].Config])
	}
	if got := entries(t, layer); string(got["pause"]) != "program" {
		t.Errorf("layer has %v", got)
	}
}

func TestTheSameImageIsTheSameBytes(t *testing.T) {
	a, _ := sampleImage(t).Archive()
	b, _ := sampleImage(t).Archive()
	if !bytes.Equal(a, b) {
		t.Error("two archives differ")
	}
}

func TestAFolderMayBeOpenToAll(t *testing.T) {
	b, _ := pack(base())
	r := tar.NewReader(bytes.NewReader(b))
	for {
		h, err := r.Next()
		if err != nil {
			t.Fatal("no tmp/")
		}
		if h.Name == "tmp/" {
			if h.Mode != 0o1777 || h.Typeflag != tar.TypeDir {
				t.Errorf("mode %o", h.Mode)
			}
			return
		}
	}
}

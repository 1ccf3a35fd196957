// Go_oracle reads a custody log with Go's own transparency-log packages, which share no code with
// Firsthand: golang.org/x/mod/sumdb/note and golang.org/x/mod/sumdb/tlog.
//
//	go_oracle check FOLDER VKEY   reads jobs from standard input, one JSON object a line
//	go_oracle sign                signs the note text on standard input with the key in SKEY
//
// It prints one line a job that holds, and ends with status 1 at the first that does not.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A job is one signed tree, and the proofs that Firsthand made in it.
type job struct {
	Checkpoint  string        `json:"checkpoint"`
	Entries     bool          `json:"entries"`
	Inclusion   []inclusion   `json:"inclusion"`
	Consistency []consistency `json:"consistency"`
}

type inclusion struct {
	Index int64    `json:"index"`
	Proof []string `json:"proof"`
}

type consistency struct {
	Size  int64    `json:"size"`
	Root  string   `json:"root"`
	Proof []string `json:"proof"`
}

// folder serves the tiles of a log on disk in the layout of C2SP tlog-tiles, whose paths are those
// of tlog.Tile.Path without the tile height.
type folder string

func (f folder) Height() int { return 8 }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		content, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		data[i] = content
	}
	return data, nil
}

// readBundle returns the leaves of entry bundle n, w of them.
func (f folder) readBundle(n int64, w int) ([][]byte, error) {
	tile := tlog.Tile{H: 8, L: -1, N: n, W: w}
	path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
	content, err := os.ReadFile(filepath.Join(string(f), path))
	if err != nil {
		return nil, err
	}
	var leaves [][]byte
	for len(content) > 0 {
		if len(content) < 2 {
			return nil, fmt.Errorf("%s: half a length", path)
		}
		end := 2 + int(binary.BigEndian.Uint16(content))
		if len(content) < end {
			return nil, fmt.Errorf("%s: half a leaf", path)
		}
		leaves = append(leaves, content[2:end])
		content = content[end:]
	}
	if len(leaves) != w {
		return nil, fmt.Errorf("%s: %d leaves, not %d", path, len(leaves), w)
	}
	return leaves, nil
}

func openTree(checkpoint, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open([]byte(checkpoint), note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		return tlog.Tree{}, fmt.Errorf("unexpected checkpoint %q", opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func hashes(texts []string) ([]tlog.Hash, error) {
	parsed := make([]tlog.Hash, len(texts))
	for i, text := range texts {
		hash, err := tlog.ParseHash(text)
		if err != nil {
			return nil, err
		}
		parsed[i] = hash
	}
	return parsed, nil
}

func same(ours, theirs []tlog.Hash) error {
	if fmt.Sprint(ours) != fmt.Sprint(theirs) {
		return fmt.Errorf("the proof is %v, Go makes %v", ours, theirs)
	}
	return nil
}

// checkLeaves reads every leaf hash, which TileHashReader proves against the root as it goes, and
// every leaf from its bundle.
func checkLeaves(f folder, tree tlog.Tree, reader tlog.HashReader, entries bool) ([]tlog.Hash, error) {
	indexes := make([]int64, tree.N)
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, int64(i))
	}
	leaves, err := reader.ReadHashes(indexes)
	if err != nil || !entries {
		return leaves, err
	}
	for start := int64(0); start < tree.N; start += 256 {
		width := tree.N - start
		if width > 256 {
			width = 256
		}
		bundle, err := f.readBundle(start/256, int(width))
		if err != nil {
			return nil, err
		}
		for i, leaf := range bundle {
			if tlog.RecordHash(leaf) != leaves[start+int64(i)] {
				return nil, fmt.Errorf("leaf %d is not what its tile says", start+int64(i))
			}
		}
	}
	return leaves, nil
}

func checkInclusion(claim inclusion, tree tlog.Tree, reader tlog.HashReader, leaf tlog.Hash) error {
	ours, err := hashes(claim.Proof)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(ours, tree.N, tree.Hash, claim.Index, leaf); err != nil {
		return err
	}
	theirs, err := tlog.ProveRecord(tree.N, claim.Index, reader)
	if err != nil {
		return err
	}
	return same(ours, theirs)
}

func checkConsistency(claim consistency, tree tlog.Tree, reader tlog.HashReader) error {
	ours, err := hashes(claim.Proof)
	if err != nil {
		return err
	}
	root, err := tlog.ParseHash(claim.Root)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(ours, tree.N, tree.Hash, claim.Size, root); err != nil {
		return err
	}
	theirs, err := tlog.ProveTree(tree.N, claim.Size, reader)
	if err != nil {
		return err
	}
	return same(ours, theirs)
}

func check(f folder, vkey string, j job) (string, error) {
	tree, err := openTree(j.Checkpoint, vkey)
	if err != nil {
		return "", err
	}
	reader := tlog.TileHashReader(tree, f)
	leaves, err := checkLeaves(f, tree, reader, j.Entries)
	if err != nil {
		return "", fmt.Errorf("size %d: %w", tree.N, err)
	}
	for _, claim := range j.Inclusion {
		if err := checkInclusion(claim, tree, reader, leaves[claim.Index]); err != nil {
			return "", fmt.Errorf("leaf %d of %d: %w", claim.Index, tree.N, err)
		}
	}
	for _, claim := range j.Consistency {
		if err := checkConsistency(claim, tree, reader); err != nil {
			return "", fmt.Errorf("from %d to %d: %w", claim.Size, tree.N, err)
		}
	}
	counts := fmt.Sprintf("%d %d %d", tree.N, len(j.Inclusion), len(j.Consistency))
	return counts + " " + base64.StdEncoding.EncodeToString(tree.Hash[:]), nil
}

func checkAll(f folder, vkey string) error {
	lines := bufio.NewReader(os.Stdin)
	decoder := json.NewDecoder(lines)
	for {
		var j job
		if err := decoder.Decode(&j); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		report, err := check(f, vkey, j)
		if err != nil {
			return err
		}
		fmt.Println(report)
	}
}

func sign() error {
	signer, err := note.NewSigner(os.Getenv("SKEY"))
	if err != nil {
		return err
	}
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	signed, err := note.Sign(&note.Note{Text: string(text)}, signer)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(signed)
	return err
}

func main() {
	var err error
	switch {
	case len(os.Args) == 4 && os.Args[1] == "check":
		err = checkAll(folder(os.Args[2]), os.Args[3])
	case len(os.Args) == 2 && os.Args[1] == "sign":
		err = sign()
	default:
		err = fmt.Errorf("usage: go_oracle check FOLDER VKEY | go_oracle sign")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

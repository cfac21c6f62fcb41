package llm

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestSettingsNameTheKeyThatIsWrong(t *testing.T) {
	good := Settings{Endpoint: "https://name.openai.azure.com", Model: "a-deployment", Key: secret}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		key    string
		change func(*Settings)
	}{
		{"endpoint: missing", func(s *Settings) { s.Endpoint = "" }},
		{"endpoint: not a URL", func(s *Settings) { s.Endpoint = "name.openai.azure.com" }},
		{"endpoint: not a URL", func(s *Settings) { s.Endpoint = "ftp://name" }},
		{"endpoint: must hold no user", func(s *Settings) { s.Endpoint = "https://user:" + secret + "@host" }},
		{"endpoint: must hold no user, query", func(s *Settings) { s.Endpoint = "https://host/?key=" + secret }},
		{"endpoint: a key must not go over plain http", func(s *Settings) { s.Endpoint = "http://vllm.models.svc:8000/v1" }},
		{"endpoint: leave the end", func(s *Settings) { s.Endpoint = "https://host/v1/chat/completions" }},
		{"model: missing", func(s *Settings) { s.Model = " " }},
		{"service: \"aws\" is none of", func(s *Settings) { s.Service = "aws" }},
		{"dialect:", func(s *Settings) { s.Dialect = "latin" }},
		{"entra:", func(s *Settings) { s.Entra, s.Key = "yes", "" }},
		{"cloud:", func(s *Settings) { s.Cloud = "grey" }},
		{"effort:", func(s *Settings) { s.Effort = "some" }},
		{"api-version: only Azure", func(s *Settings) { s.APIVersion, s.Service = "2025-04-01-preview", OpenAI }},
		{"key, key-file, entra: only one", func(s *Settings) { s.Entra = WorkloadIdentity }},
		{"key, key-file, entra: only one", func(s *Settings) { s.KeyFile = "/etc/key" }},
		{"key-file: missing", func(s *Settings) { s.Key = "" }},
		{"key: must be one line", func(s *Settings) { s.Key = "a\nb" }},
		{"temperature:", func(s *Settings) { s.Temperature = new(float64); *s.Temperature = 2.5 }},
		{"max-tokens:", func(s *Settings) { s.MaxTokens = -1 }},
		{"retries:", func(s *Settings) { s.Retries = new(int); *s.Retries = 11 }},
		{"first-byte:", func(s *Settings) { s.FirstByte = -1 }},
		{"idle:", func(s *Settings) { s.Idle = -1 }},
		{"total:", func(s *Settings) { s.Total = -1 }},
		{"longest-wait:", func(s *Settings) { s.LongestWait = -1 }},
		{"authority:", func(s *Settings) { s.Authority = "http://login.example" }},
		{"price: must not be negative", func(s *Settings) { s.Price = &Price{Input: -1, Currency: "EUR", Date: "2026-11-01"} }},
		{"price.currency: missing", func(s *Settings) { s.Price = &Price{Date: "2026-11-01"} }},
		{"price.date:", func(s *Settings) { s.Price = &Price{Currency: "EUR", Date: "yesterday"} }},
	}
	for _, c := range cases {
		s := good
		c.change(&s)
		_, err := New(s)
		if err == nil || !strings.Contains(err.Error(), c.key) || strings.Contains(err.Error(), secret) || strings.Count(err.Error(), "\n") > 0 {
			t.Errorf("%s: %v", c.key, err)
		}
	}
	for _, fine := range []Settings{
		{Endpoint: "http://127.0.0.1:11434/v1", Model: "qwen3:8b"},
		{Endpoint: "http://[::1]:11434/v1", Model: "m", Key: secret},
		{Endpoint: "http://localhost/v1", Model: "m", KeyFile: "/etc/key"},
		{Endpoint: "http://vllm.models.svc:8000/v1", Model: "m"},
		{Endpoint: "http://vllm.models.svc:8000/v1", Model: "m", Key: secret, PlainHTTP: true},
		{Endpoint: "https://name.openai.azure.us/", Model: "m", Entra: WorkloadIdentity},
	} {
		if err := fine.Check(); err != nil {
			t.Error(err)
		}
	}
}

// TestClouds tells service, URL, scope and identity service from the host.
func TestClouds(t *testing.T) {
	for _, c := range []struct {
		s    Settings
		want string
	}{
		{Settings{Endpoint: "https://n.openai.azure.com"}, "azure https://n.openai.azure.com/openai/v1 https://cognitiveservices.azure.com/.default https://login.microsoftonline.com/"},
		{Settings{Endpoint: "https://n.openai.azure.com/openai/v1/"}, "azure https://n.openai.azure.com/openai/v1 https://cognitiveservices.azure.com/.default https://login.microsoftonline.com/"},
		{Settings{Endpoint: "https://n.openai.azure.com/openai"}, "azure https://n.openai.azure.com/openai/v1 https://cognitiveservices.azure.com/.default https://login.microsoftonline.com/"},
		{Settings{Endpoint: "https://N.OpenAI.Azure.com/", APIVersion: "2025-04-01-preview"}, "azure https://N.OpenAI.Azure.com https://cognitiveservices.azure.com/.default https://login.microsoftonline.com/"},
		{Settings{Endpoint: "https://n.services.ai.azure.com"}, "azure https://n.services.ai.azure.com/openai/v1 https://ai.azure.com/.default https://login.microsoftonline.com/"},
		{Settings{Endpoint: "https://n.openai.azure.us"}, "azure https://n.openai.azure.us/openai/v1 https://cognitiveservices.azure.us/.default https://login.microsoftonline.us/"},
		{Settings{Endpoint: "https://n.openai.azure.cn"}, "azure https://n.openai.azure.cn/openai/v1 https://cognitiveservices.azure.cn/.default https://login.chinacloudapi.cn/"},
		{Settings{Endpoint: "https://gateway.example/models", Service: Azure, Cloud: Government}, "azure https://gateway.example/models/openai/v1 https://cognitiveservices.azure.us/.default https://login.microsoftonline.us/"},
		{Settings{Endpoint: "https://n.openai.azure.com", Scope: "api://mine/.default", Authority: "https://login.example/"}, "azure https://n.openai.azure.com/openai/v1 api://mine/.default https://login.example/"},
		{Settings{Endpoint: "https://api.openai.com/v1"}, "openai https://api.openai.com/v1 https://cognitiveservices.azure.com/.default https://login.microsoftonline.com/"},
		{Settings{Endpoint: "https://eu.api.openai.com/v1/"}, "openai https://eu.api.openai.com/v1 https://cognitiveservices.azure.com/.default https://login.microsoftonline.com/"},
		{Settings{Endpoint: "https://evil-api.openai.com.example/v1"}, "compatible https://evil-api.openai.com.example/v1 https://cognitiveservices.azure.com/.default https://login.microsoftonline.com/"},
		{Settings{Endpoint: "http://ollama:11434/v1"}, "compatible http://ollama:11434/v1 https://cognitiveservices.azure.com/.default https://login.microsoftonline.com/"},
	} {
		if got := fmt.Sprintf("%s %s %s %s", c.s.service(), c.s.base(), c.s.scope(), c.s.cloud().ActiveDirectoryAuthorityHost); got != c.want {
			t.Errorf("%s:\n%s, not\n%s", c.s.Endpoint, got, c.want)
		}
	}
}

func TestLoad(t *testing.T) {
	environment := func(pairs ...string) func(string) (string, bool) {
		return func(name string) (string, bool) {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1], true
				}
			}
			return "", false
		}
	}
	file := []byte("endpoint: https://file.openai.azure.com\nmodel: of-the-file\nidle: 30s\nretries: 0\ntemperature: 0\nprice: {input: 2, cached: 0.5, output: 8, currency: EUR, date: 2026-11-01}\n")
	s, err := Load(file, environment("NETWHY_MODEL", "of-the-environment", "NETWHY_MODEL_ENDPOINT", "https://environment.openai.azure.com", "NETWHY_MODEL_TOTAL", "2m", "NETWHY_MODEL_KEY", secret+"\n", "NETWHY_MODEL_EFFORT", ""), map[string]string{"model": "of-the-flag", "max-tokens": "900", "price-output": "9"})
	if err != nil {
		t.Fatal(err)
	}
	zero, cool := 0, 0.0
	want := Settings{
		Endpoint: "https://environment.openai.azure.com", Model: "of-the-flag", Key: secret, Idle: Duration(30 * time.Second), Total: Duration(2 * time.Minute),
		Retries: &zero, Temperature: &cool, MaxTokens: 900, Price: &Price{Input: 2, Cached: 0.5, Output: 9, Currency: "EUR", Date: "2026-11-01"},
	}
	if diff := cmp.Diff(want, s, cmpopts.IgnoreUnexported(Settings{})); diff != "" {
		t.Error(diff)
	}
	if err := s.Check(); err != nil || !s.Set() {
		t.Error(err)
	}
	if kept, err := json.Marshal(s); err != nil || strings.Contains(string(kept), secret) {
		t.Errorf("settings that are written down hold the key: %s, %v", kept, err)
	}
	if none, err := Load(nil, environment(), nil); err != nil || none.Set() {
		t.Errorf("%+v: %v", none, err)
	}
	if s, err := Load(nil, environment("AZURE_OPENAI_API_KEY", secret), map[string]string{"key-env": "AZURE_OPENAI_API_KEY"}); err != nil || s.Key != secret {
		t.Error(err)
	}
	for says, load := range map[string]func() (Settings, error){
		"unknown field \"colour\"":                 func() (Settings, error) { return Load([]byte("colour: x"), environment(), nil) },
		"unknown field \"key\"":                    func() (Settings, error) { return Load([]byte("key: "+secret), environment(), nil) },
		"NETWHY_MODEL_IDLE: cannot read \"30\"":    func() (Settings, error) { return Load(nil, environment("NETWHY_MODEL_IDLE", "30"), nil) },
		"--model-retries: cannot read \"many\"":    func() (Settings, error) { return Load(nil, environment(), map[string]string{"retries": "many"}) },
		"there is no setting \"colour\"":           func() (Settings, error) { return Load(nil, environment(), map[string]string{"colour": "red"}) },
		"key-env: the variable MY_KEY is empty":    func() (Settings, error) { return Load([]byte("key-env: MY_KEY"), environment(), nil) },
		"invalid duration":                         func() (Settings, error) { return Load([]byte("idle: soon"), environment(), nil) },
		"NETWHY_MODEL_PLAIN_HTTP: cannot read \"m": func() (Settings, error) { return Load(nil, environment("NETWHY_MODEL_PLAIN_HTTP", "maybe"), nil) },
	} {
		if _, err := load(); err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", says, err)
		}
	}
}

// TestEverySettingHasAKey compares the keys with the fields of a file, and
// sets each.
func TestEverySettingHasAKey(t *testing.T) {
	keys := map[string]bool{}
	for _, k := range Keys() {
		if k.Help == "" || keys[k.Name] {
			t.Errorf("%s has no help, or is there twice", k.Name)
		}
		keys[k.Name] = true
		var s Settings
		tried := slices.ContainsFunc([]string{"7", "7s", "true"}, func(value string) bool { return k.set(&s, value) == nil })
		kept, err := json.Marshal(s)
		if name := strings.TrimPrefix(k.Name, "price-"); !tried || err != nil || !regexp.MustCompile(`"`+name+`":("7|7|true)`).Match(kept) {
			t.Errorf("%s set %s: %v", k.Name, kept, err)
		}
	}
	fields := map[string]bool{}
	settings := reflect.TypeFor[Settings]()
	for i := range settings.NumField() {
		name, _, _ := strings.Cut(settings.Field(i).Tag.Get("json"), ",")
		switch {
		case name == "price":
			for j := range reflect.TypeFor[Price]().NumField() {
				fields["price-"+reflect.TypeFor[Price]().Field(j).Tag.Get("json")] = true
			}
		case name != "" && name != "-":
			fields[name] = true
		}
	}
	if diff := cmp.Diff(fields, keys); diff != "" {
		t.Error(diff)
	}
}

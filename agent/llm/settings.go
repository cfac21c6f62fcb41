package llm

import (
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// Service is whose endpoint it is, which decides on the form of its URL and of
// the key's header, and on which dialect is tried first.
type Service string

const (
	Azure      Service = "azure"
	OpenAI     Service = "openai"
	Compatible Service = "compatible" // vLLM, Ollama and others
)

// Dialect is the API that an endpoint speaks.
type Dialect string

const (
	Responses Dialect = "responses"
	Chat      Dialect = "chat"
)

// Ways to get a token of Microsoft Entra.
const (
	WorkloadIdentity = "workload-identity"
	AzureCLI         = "azure-cli"
)

// Settings say which model is asked, and how. The names of the keys are those
// of a configuration file; see [Keys] for flags and environment.
type Settings struct {
	Endpoint   string  `json:"endpoint,omitempty"`
	Model      string  `json:"model,omitempty"`
	Service    Service `json:"service,omitempty"`     // "" is told from the endpoint's host
	Dialect    Dialect `json:"dialect,omitempty"`     // "" is found out
	APIVersion string  `json:"api-version,omitempty"` // only for Azure's older, dated API

	Key       string `json:"-"` // never read from the configuration file
	KeyFile   string `json:"key-file,omitempty"`
	KeyEnv    string `json:"key-env,omitempty"` // the variable that Key is read from, see [Load]
	Entra     string `json:"entra,omitempty"`
	Cloud     Cloud  `json:"cloud,omitempty"` // "" is told from the endpoint's host
	Scope     string `json:"scope,omitempty"`
	Authority string `json:"authority,omitempty"`
	Tenant    string `json:"tenant,omitempty"`
	Client    string `json:"client,omitempty"`
	TokenFile string `json:"token-file,omitempty"`
	PlainHTTP bool   `json:"plain-http,omitempty"` // a key may go over the network unencrypted

	Effort      string   `json:"effort,omitempty"`      // of reasoning; not sent unless set
	Temperature *float64 `json:"temperature,omitempty"` // not sent unless set
	MaxTokens   int      `json:"max-tokens,omitempty"`

	FirstByte   Duration `json:"first-byte,omitempty"`
	Idle        Duration `json:"idle,omitempty"`
	Total       Duration `json:"total,omitempty"`
	Retries     *int     `json:"retries,omitempty"`
	LongestWait Duration `json:"longest-wait,omitempty"`

	Price *Price `json:"price,omitempty"`

	transport policy.Transporter // of the identity service; nil is the ordinary one
	shortest  Duration           // wait before a retry
}

const (
	someRetries   = 3
	mostRetries   = 10
	someMaxTokens = 16384
)

func (s Settings) retries() int {
	if s.Retries != nil {
		return *s.Retries
	}
	return someRetries
}

// Duration is a time.Duration that is written as "90s".
type Duration time.Duration

func (d Duration) or(standard time.Duration) time.Duration {
	if d == 0 {
		return standard
	}
	return time.Duration(d)
}

func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = Duration(parsed)
	return err
}

// Set says whether a model is configured at all.
func (s Settings) Set() bool { return s.Endpoint != "" || s.Model != "" }

// identity is who asks, by these settings.
func (s Settings) identity() identity {
	switch {
	case s.Entra != "":
		return &entra{scope: s.scope(), build: credentialOf(s)}
	case s.Key == "" && s.KeyFile == "":
		return nobody{}
	case s.service() == Azure:
		return &holder{name: "api-key", key: s.Key, file: s.KeyFile}
	}
	return &holder{name: "Authorization", prefix: "Bearer ", key: s.Key, file: s.KeyFile}
}

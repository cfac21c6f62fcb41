package llm

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sigs.k8s.io/yaml"
)

// Key is one setting, as a flag and as a variable of the environment name it.
type Key struct {
	Name string // in a configuration file
	Help string
	set  func(*Settings, string) error
}

// Flag is the key's name on the command line.
func (k Key) Flag() string {
	if k.Name == "model" {
		return "model"
	}
	return "model-" + k.Name
}

// Variable is the key's name in the environment.
func (k Key) Variable() string {
	return "NETWHY_" + strings.ToUpper(strings.ReplaceAll(k.Flag(), "-", "_"))
}

// keyVariable holds the key of the endpoint. There is no flag for it, since
// everybody on a machine can read the command lines of all.
const keyVariable = "NETWHY_MODEL_KEY"

// Keys lists all settings.
func Keys() []Key {
	return []Key{
		{"endpoint", "URL of the endpoint, such as https://name.openai.azure.com", text(func(s *Settings) *string { return &s.Endpoint })},
		{"model", "model, or deployment on Azure", text(func(s *Settings) *string { return &s.Model })},
		{"service", "azure, openai or compatible; by default told from the endpoint", text(func(s *Settings) *string { return (*string)(&s.Service) })},
		{"dialect", "responses or chat; by default found out", text(func(s *Settings) *string { return (*string)(&s.Dialect) })},
		{"api-version", "version of Azure's dated API, where its v1 is not to be had", text(func(s *Settings) *string { return &s.APIVersion })},
		{"key-file", "file that holds the endpoint's key", text(func(s *Settings) *string { return &s.KeyFile })},
		{"key-env", "variable that holds the endpoint's key, by default " + keyVariable, text(func(s *Settings) *string { return &s.KeyEnv })},
		{"entra", "workload-identity or azure-cli: ask Microsoft Entra for tokens instead of using a key", text(func(s *Settings) *string { return &s.Entra })},
		{"cloud", "public, government or china; by default told from the endpoint", text(func(s *Settings) *string { return (*string)(&s.Cloud) })},
		{"scope", "scope of the token, by default told from the endpoint", text(func(s *Settings) *string { return &s.Scope })},
		{"authority", "URL of the identity service, by default the cloud's", text(func(s *Settings) *string { return &s.Authority })},
		{"tenant", "tenant of the identity, by default $AZURE_TENANT_ID", text(func(s *Settings) *string { return &s.Tenant })},
		{"client", "client ID of the identity, by default $AZURE_CLIENT_ID", text(func(s *Settings) *string { return &s.Client })},
		{"token-file", "service account's token, by default $AZURE_FEDERATED_TOKEN_FILE", text(func(s *Settings) *string { return &s.TokenFile })},
		{"plain-http", "let a key go over the network unencrypted", parsed(strconv.ParseBool, func(s *Settings) *bool { return &s.PlainHTTP })},
		{"effort", "effort of reasoning, as the model knows it", text(func(s *Settings) *string { return &s.Effort })},
		{"temperature", "between 0 and 2; by default the model's own", optional(number, func(s *Settings) **float64 { return &s.Temperature })},
		{"max-tokens", fmt.Sprintf("most tokens of one answer, reasoning included (%d)", someMaxTokens), parsed(strconv.Atoi, func(s *Settings) *int { return &s.MaxTokens })},
		{"first-byte", "time until a stream begins (" + firstByte.String() + ")", parsed(duration, func(s *Settings) *Duration { return &s.FirstByte })},
		{"idle", "time that an answer may pause (" + idle.String() + ")", parsed(duration, func(s *Settings) *Duration { return &s.Idle })},
		{"total", "time of one answer with its retries (" + total.String() + ")", parsed(duration, func(s *Settings) *Duration { return &s.Total })},
		{"retries", fmt.Sprintf("times that a failed request is sent again (%d)", someRetries), optional(strconv.Atoi, func(s *Settings) **int { return &s.Retries })},
		{"longest-wait", "longest wait before a retry (" + longestWait.String() + ")", parsed(duration, func(s *Settings) *Duration { return &s.LongestWait })},
		{"price-input", "price of a million tokens of input", parsed(number, func(s *Settings) *float64 { return &s.price().Input })},
		{"price-cached", "price of a million cached tokens of input, by default that of others", parsed(number, func(s *Settings) *float64 { return &s.price().Cached })},
		{"price-output", "price of a million tokens of output", parsed(number, func(s *Settings) *float64 { return &s.price().Output })},
		{"price-currency", "currency of the prices", text(func(s *Settings) *string { return &s.price().Currency })},
		{"price-date", "date of the prices", text(func(s *Settings) *string { return &s.price().Date })},
	}
}

func (s *Settings) price() *Price {
	if s.Price == nil {
		s.Price = &Price{}
	}
	return s.Price
}

func text(field func(*Settings) *string) func(*Settings, string) error {
	return parsed(func(value string) (string, error) { return strings.TrimSpace(value), nil }, field)
}

func parsed[T any](parse func(string) (T, error), field func(*Settings) *T) func(*Settings, string) error {
	return func(s *Settings, value string) error {
		v, err := parse(value)
		if err == nil {
			*field(s) = v
		}
		return err
	}
}

func optional[T any](parse func(string) (T, error), field func(*Settings) **T) func(*Settings, string) error {
	return parsed(func(value string) (*T, error) { v, err := parse(value); return &v, err }, field)
}

func number(value string) (float64, error) { return strconv.ParseFloat(value, 64) }

func duration(value string) (Duration, error) {
	d, err := time.ParseDuration(value)
	return Duration(d), err
}

// Load reads settings from a configuration file's content, over it from the
// environment, and over that from flags, which are named by their keys. It
// does not check them: a model may not be wanted at all, see [Settings.Set].
func Load(file []byte, environment func(string) (string, bool), flags map[string]string) (Settings, error) {
	var s Settings
	if err := yaml.UnmarshalStrict(file, &s); err != nil {
		return s, fmt.Errorf("cannot read the model's settings: %w", err)
	}
	var bad []error
	set := func(k Key, as, value string) {
		if err := k.set(&s, value); err != nil {
			bad = append(bad, fmt.Errorf("%s: cannot read %q", as, plain(value)))
		}
	}
	known := Keys()
	for _, k := range known {
		if value, there := environment(k.Variable()); there && value != "" {
			set(k, k.Variable(), value)
		}
	}
	for _, k := range known {
		if value, there := flags[k.Name]; there {
			set(k, "--"+k.Flag(), value)
		}
	}
	for name := range flags {
		if !slices.ContainsFunc(known, func(k Key) bool { return k.Name == name }) {
			bad = append(bad, fmt.Errorf("there is no setting %q", name))
		}
	}
	variable := s.KeyEnv
	if variable == "" {
		variable = keyVariable
	}
	s.Key, _ = environment(variable)
	if s.Key = strings.TrimSpace(s.Key); s.Key == "" && s.KeyEnv != "" {
		bad = append(bad, fmt.Errorf("key-env: the variable %s is empty", plain(s.KeyEnv)))
	}
	if len(bad) > 0 {
		return s, fmt.Errorf("cannot read the model's settings: %w", errors.Join(bad...))
	}
	return s, nil
}

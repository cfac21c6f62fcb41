package llm

import (
	"net/url"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
)

// clouds of Azure, by the ends of their host names.
var clouds = []struct {
	cloud Cloud
	host  string
	scope string
}{
	{PublicCloud, ".services.ai.azure.com", "https://ai.azure.com/.default"},
	{PublicCloud, ".azure.com", "https://cognitiveservices.azure.com/.default"},
	{Government, ".azure.us", "https://cognitiveservices.azure.us/.default"},
	{China, ".azure.cn", "https://cognitiveservices.azure.cn/.default"},
}

// Cloud is one of Azure's.
type Cloud string

const (
	PublicCloud Cloud = "public"
	Government  Cloud = "government"
	China       Cloud = "china"
)

func (s Settings) host() string {
	u, err := url.Parse(s.Endpoint)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// service is whose endpoint it is.
func (s Settings) service() Service {
	if s.Service != "" {
		return s.Service
	}
	host := s.host()
	for _, c := range clouds {
		if strings.HasSuffix(host, c.host) {
			return Azure
		}
	}
	if host == "api.openai.com" || strings.HasSuffix(host, ".api.openai.com") { // regional endpoints
		return OpenAI
	}
	return Compatible
}

// scope of the token: as configured, or as the host's name tells.
func (s Settings) scope() string {
	if s.Scope != "" {
		return s.Scope
	}
	for _, c := range clouds {
		if strings.HasSuffix(s.host(), c.host) && (s.Cloud == "" || s.Cloud == c.cloud) {
			return c.scope
		}
	}
	for _, c := range clouds[1:] {
		if c.cloud == s.Cloud {
			return c.scope
		}
	}
	return clouds[1].scope
}

// cloud is whom the token is asked of.
func (s Settings) cloud() cloud.Configuration {
	known := s.Cloud
	for _, c := range clouds {
		if known == "" && strings.HasSuffix(s.host(), c.host) {
			known = c.cloud
		}
	}
	use := cloud.AzurePublic
	switch known {
	case Government:
		use = cloud.AzureGovernment
	case China:
		use = cloud.AzureChina
	}
	if s.Authority != "" {
		use.ActiveDirectoryAuthorityHost = s.Authority
	}
	return use
}

// base is the URL that the SDK appends /responses and /chat/completions to.
func (s Settings) base() string {
	base := strings.TrimRight(s.Endpoint, "/")
	if s.service() == Azure && s.APIVersion == "" && !strings.HasSuffix(base, "/v1") {
		return strings.TrimSuffix(base, "/openai") + "/openai/v1"
	}
	if s.service() == Azure {
		return strings.TrimSuffix(base, "/openai") // the SDK appends it in dated mode
	}
	return base
}

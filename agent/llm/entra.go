package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// entra asks with a token of Microsoft Entra. The credential keeps its token
// and fetches another before it expires, so it is asked for every request. A
// token that is not accepted before its time is thrown away together with the
// credential, which has no other way to forget it.
type entra struct {
	scope string
	build func() (azcore.TokenCredential, error)

	mu         sync.Mutex
	credential azcore.TokenCredential
	last       string // token, to be hidden
}

func (e *entra) header(ctx context.Context) (string, string, error) {
	credential, err := e.current()
	if err != nil {
		return "", "", err
	}
	token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{e.scope}})
	if err != nil {
		return "", "", fmt.Errorf("cannot get a token of Microsoft Entra for %s: %w", e.scope, brief(err))
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.last = token.Token
	return "Authorization", "Bearer " + token.Token, nil
}

func (e *entra) current() (azcore.TokenCredential, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.credential == nil {
		credential, err := e.build()
		if err != nil {
			return nil, fmt.Errorf("cannot use Microsoft Entra: %w", err)
		}
		e.credential = credential
	}
	return e.credential, nil
}

func (e *entra) renew() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.credential = nil
	return true
}

func (e *entra) hide(text string) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return strip(text, e.last)
}

// brief leaves the requests and responses out that azidentity prints, and
// keeps the sentence that says what is wrong.
func brief(err error) error {
	var failed *azidentity.AuthenticationFailedError
	if !errors.As(err, &failed) || failed.RawResponse == nil {
		return err
	}
	var said struct {
		Description string `json:"error_description"`
	}
	body, unread := runtime.Payload(failed.RawResponse)
	if unread != nil || len(body) > mostErrorBody || json.Unmarshal(body, &said) != nil {
		said.Description = "it does not say why"
	}
	first, _, _ := strings.Cut(said.Description, "\n")
	return fmt.Errorf("the identity service answered HTTP %d, %s; check AZURE_CLIENT_ID, AZURE_TENANT_ID and the federated credential", failed.RawResponse.StatusCode, plain(first))
}

// credentialOf builds the credential that the settings name.
func credentialOf(s Settings) func() (azcore.TokenCredential, error) {
	if s.Entra == AzureCLI {
		return func() (azcore.TokenCredential, error) {
			return azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: s.Tenant})
		}
	}
	return func() (azcore.TokenCredential, error) {
		return azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{
			ClientOptions:            azcore.ClientOptions{Cloud: s.cloud(), Transport: s.transport},
			ClientID:                 s.Client,
			TenantID:                 s.Tenant,
			TokenFilePath:            s.TokenFile,
			DisableInstanceDiscovery: s.Authority != "",
		})
	}
}

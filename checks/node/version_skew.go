package node

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// VersionSkew finds nodes whose kubelets are further apart than Kubernetes supports.
var VersionSkew = &checks.Check{
	ID:     "node.version-skew",
	Asks:   "Are the nodes' versions within what Kubernetes supports of one another?",
	Why:    "A kubelet may be three minor versions older than the API server, not more; beyond that nobody tests how they work together.",
	Limits: "The API server's version is not read: it is at least that of the newest node.",
	Refs:   []string{"https://kubernetes.io/releases/version-skew-policy/#kubelet", "https://learn.microsoft.com/azure/aks/supported-kubernetes-versions"},
	Also:   []checks.Symptom{checks.HealthReview},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.Nodes)},
	Remedy: checks.Remedy{
		Says:    "Upgrade the node pools that are behind.",
		Changes: "Replaces the nodes of the pool one after the other; their pods move.",
		AKS:     []string{`az aks nodepool upgrade -g "$AKS_RG" --cluster-name "$AKS_NAME" -n {{.pool}} -k {{.version}}`},
		Verify:  []string{"kubectl get nodes"},
	},
	Eval: func(c *checks.Context) {
		nodes := evidence.Nodes.Of(c)
		oldest, newest := -1, -1
		minors := make([]int, len(nodes))
		for i, node := range nodes {
			if _, err := fmt.Sscanf(node.Status.NodeInfo.KubeletVersion, "v1.%d.", &minors[i]); err != nil {
				continue // virtual nodes have versions of their own
			}
			if oldest < 0 || minors[i] < minors[oldest] {
				oldest = i
			}
			if newest < 0 || minors[i] > minors[newest] {
				newest = i
			}
		}
		switch {
		case oldest < 0:
			c.Unknown("no node tells a version that can be read")
		case minors[newest]-minors[oldest] > supportedSkew:
			c.Set("pool", nodes[oldest].Labels["kubernetes.azure.com/agentpool"])
			c.Set("version", nodes[newest].Status.NodeInfo.KubeletVersion[len("v"):])
			c.Fail("node %s runs 1.%d and node %s 1.%d, more than %d minor versions apart",
				nodes[oldest].Name, minors[oldest], nodes[newest].Name, minors[newest], supportedSkew)
		default:
			c.Pass("the nodes' versions are from 1.%d to 1.%d", minors[oldest], minors[newest])
		}
	},
}

// supportedSkew is by how many minor versions a kubelet may be behind.
const supportedSkew = 3

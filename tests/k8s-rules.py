"""Our own rules for the rendered manifests: base.yaml, dev.yaml, prod.yaml. Prints all that is wrong."""

import pathlib
import sys

import yaml

API_VERSIONS = {
    "ConfigMap": "v1",
    "Deployment": "apps/v1",
    "Ingress": "networking.k8s.io/v1",
    "Namespace": "v1",
    "NetworkPolicy": "networking.k8s.io/v1",
    "PodDisruptionBudget": "policy/v1",
    "Role": "rbac.authorization.k8s.io/v1",
    "RoleBinding": "rbac.authorization.k8s.io/v1",
    "Secret": "v1",
    "Service": "v1",
    "ServiceAccount": "v1",
    "StatefulSet": "apps/v1",
}

# What the scheduler may do, and nothing besides.
RULES = [
    {
        "apiGroups": ["apps"],
        "resources": ["deployments/scale"],
        "resourceNames": ["worker"],
        "verbs": ["get", "patch"],
    },
    {"apiGroups": [""], "resources": ["pods"], "verbs": ["list", "patch", "delete"]},
]


class Manifests:
    """One rendered file and what is wrong with it."""

    def __init__(self, path):
        self.name = path.stem
        self.documents = [d for d in yaml.safe_load_all(path.read_text()) if d]
        self.wrong = []

    def of(self, *kinds):
        return [d for d in self.documents if d["kind"] in kinds]

    def named(self, kind):
        return {d["metadata"]["name"]: d for d in self.of(kind)}

    def hold(self, truth, sentence):
        if not truth:
            self.wrong.append(f"{self.name}: {sentence}")

    def check(self):
        for document in self.documents:
            self.kind(document)
        for workload in self.of("Deployment", "StatefulSet"):
            self.workload(workload)
        self.rbac()
        self.network()
        self.references()
        self.sizes()

    def kind(self, document):
        kind, version = document["kind"], document["apiVersion"]
        self.hold(API_VERSIONS.get(kind) == version, f"{kind} of {version} is not expected")
        if self.name == "prod":
            self.hold(kind != "Secret", "prod has a Secret: secrets are no manifests")

    def workload(self, workload):
        name = workload["metadata"]["name"]
        pod = workload["spec"]["template"]["spec"]
        context = pod.get("securityContext", {})
        hold = lambda truth, sentence: self.hold(truth, f"{name}: {sentence}")
        hold(context.get("runAsNonRoot") is True, "may run as root")
        hold(context.get("runAsUser", 0) > 0, "runs as no certain user")
        hold(context.get("seccompProfile") == {"type": "RuntimeDefault"}, "has no seccomp profile")
        token = pod.get("automountServiceAccountToken")
        hold(token is (name == "scheduler"), "only the scheduler has a service account's token")
        hold(pod.get("enableServiceLinks") is False, "gets variables for each Service")
        labels = workload["spec"]["template"]["metadata"]["labels"]
        hold(labels == workload["spec"]["selector"]["matchLabels"], "is not what it selects")
        if name == "worker":
            hold(pod["terminationGracePeriodSeconds"] == 45, "has no time to drain")
            hold("replicas" not in workload["spec"], "applying it would set the fleet's size")
            volumes = [v["secret"]["secretName"] for v in pod["volumes"] if "secret" in v]
            only_join = len(volumes) == 1 and volumes[0].startswith("taskmaster-join")
            hold(only_join, "knows more secrets than how to join")
        for container in pod["containers"] + pod.get("initContainers", []):
            self.container(f"{name}/{container['name']}", container)

    def container(self, name, container):
        hold = lambda truth, sentence: self.hold(truth, f"{name}: {sentence}")
        image = container["image"]
        tag = image.rpartition("/")[2].partition(":")[2]
        hold(tag not in ("", "latest") or "@sha256:" in image, f"{image} is no certain image")
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            hold(probe in container, f"has no {probe}")
        ports = {port["name"] for port in container.get("ports", [])}
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            port = container.get(probe, {}).get("httpGet", {}).get("port")
            hold(port is None or port in ports, f"{probe} asks at {port}, which is no port of it")
        resources = container.get("resources", {})
        for kind in ("requests", "limits"):
            hold(set(resources.get(kind, {})) >= {"cpu", "memory"}, f"has no {kind}")
        context = container.get("securityContext", {})
        hold(context.get("allowPrivilegeEscalation") is False, "may gain privileges")
        hold(context.get("readOnlyRootFilesystem") is True, "may write its root file system")
        hold(context.get("capabilities", {}).get("drop") == ["ALL"], "has capabilities")
        for variable in container.get("env", []):
            secret = any(word in variable["name"] for word in ("PASSWORD", "TOKEN", "SECRET"))
            plain = secret and not variable["name"].endswith("_FILE") and "value" in variable
            hold(not plain, f"{variable['name']} stands there in plain")

    def rbac(self):
        roles = self.of("Role", "ClusterRole")
        self.hold([r.get("rules") for r in roles] == [RULES], "RBAC allows something else")
        bindings = [(b["roleRef"]["name"], [s["name"] for s in b["subjects"]])
                    for b in self.of("RoleBinding", "ClusterRoleBinding")]
        self.hold(bindings == [("scheduler", ["scheduler"])], "RBAC is not for the scheduler alone")
        names = [name for rule in RULES for name in rule.get("resourceNames", [])]
        self.hold(set(names) <= set(self.named("Deployment")), "RBAC names no Deployment")
        told = [arg for d in self.of("Deployment") if d["metadata"]["name"] == "scheduler"
                for arg in d["spec"]["template"]["spec"]["containers"][0]["args"]]
        for name in names:
            wanted = f"--set=fleet.kubernetes.deployment={name}"
            self.hold(wanted in told, "the scheduler keeps another Deployment than it may")

    def network(self):
        policies = self.named("NetworkPolicy")
        closed = policies.get("default-deny", {}).get("spec", {})
        self.hold(closed.get("podSelector") == {}, "there is no default-deny of all pods")
        self.hold(sorted(closed.get("policyTypes", [])) == ["Egress", "Ingress"]
                  and not closed.get("ingress") and not closed.get("egress"),
                  "default-deny lets something through")
        component = "app.kubernetes.io/component"
        for name, targets in (("worker", ["coordinator"]), ("gateway", ["coordinator"])):
            rules = policies.get(name, {}).get("spec", {}).get("egress", [])
            reached = [peer.get("podSelector", {}).get("matchLabels", {}).get(component)
                       for rule in rules for peer in rule.get("to", [{}])]
            self.hold(reached == targets, f"a {name} reaches {reached}")

    def references(self):
        workloads = self.of("Deployment", "StatefulSet")
        labels = [w["spec"]["template"]["metadata"]["labels"] for w in workloads]
        ports = {port["name"] for w in workloads
                 for c in w["spec"]["template"]["spec"]["containers"] for port in c["ports"]}
        for service in self.of("Service"):
            name, spec = service["metadata"]["name"], service["spec"]
            found = any(spec["selector"].items() <= label.items() for label in labels)
            self.hold(found, f"Service {name} selects nothing")
            for port in spec["ports"]:
                self.hold(port["targetPort"] in ports, f"Service {name} leads to no port")
        for budget in self.of("PodDisruptionBudget"):
            selector = budget["spec"]["selector"]["matchLabels"].items()
            found = any(selector <= label.items() for label in labels)
            self.hold(found, f"PodDisruptionBudget {budget['metadata']['name']} selects nothing")
        accounts = set(self.named("ServiceAccount"))
        for deployment in self.of("Deployment"):
            account = deployment["spec"]["template"]["spec"].get("serviceAccountName")
            self.hold(account in accounts, f"{deployment['metadata']['name']} has no account")

    def sizes(self):
        if self.name != "prod":
            return
        for name, deployment in self.named("Deployment").items():
            enough = name == "worker" or deployment["spec"].get("replicas", 1) >= 2
            self.hold(enough, f"there is one {name} only")


def main(paths):
    wrong = []
    for path in paths:
        manifests = Manifests(pathlib.Path(path))
        manifests.check()
        wrong += manifests.wrong
    for sentence in wrong:
        print(f"k8s: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


sys.exit(main(sys.argv[1:]))

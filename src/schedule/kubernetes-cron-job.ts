import { posix } from 'node:path';
import { AFTER_CRAWL_MS, describeJob, hashComments, type NightlyJob } from './nightly-job.js';

/** A CronJob and its volume. Source: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
export function kubernetesCronJob(job: NightlyJob): string {
  const { at, command, environmentFile, maxTimeMs, store, version } = job;
  const comments = [
    ...describeJob(job, 'kubernetes', 'UTC'),
    `Image: yours, by docs/deploy/Containerfile in the folder of oai: podman build -t oai:${version} -f docs/deploy/Containerfile .`,
    'Token: kubectl create secret generic oai --from-env-file=FILE, where FILE holds a line HF_TOKEN=... such as',
    `${environmentFile}; without it at half the speed.`,
    'Log: kubectl logs job/NAME. The volume needs real file locks: block storage, not NFS.',
  ];
  // The kubelet expands $(NAME) in commands; $$ is a plain dollar sign there.
  const words = command.map((word) => JSON.stringify(word.replaceAll('$(', '$$$$(')));
  return `${hashComments(comments)}apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: oai-store
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 20Gi
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: oai-nightly
spec:
  schedule: "${at.minute} ${at.hour} * * *"
  timeZone: Etc/UTC
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      backoffLimit: 0
      activeDeadlineSeconds: ${Math.ceil((maxTimeMs + AFTER_CRAWL_MS) / 1000)}
      template:
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: 120
          securityContext:
            runAsNonRoot: true
            runAsUser: 1000
            fsGroup: 1000
          containers:
            - name: oai
              image: oai:${version}
              command:
${words.map((word) => `                - ${word}\n`).join('')}              env:
                - name: HF_TOKEN
                  valueFrom:
                    secretKeyRef: { name: oai, key: HF_TOKEN, optional: true }
              volumeMounts:
                - name: store
                  mountPath: ${JSON.stringify(posix.dirname(store))}
          volumes:
            - name: store
              persistentVolumeClaim: { claimName: oai-store }
`;
}

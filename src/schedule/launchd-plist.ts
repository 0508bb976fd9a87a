import { describeJob, type NightlyJob } from './nightly-job.js';
import { shellScript } from './shell-script.js';

export const LAUNCHD_LABEL = 'oai.nightly';

/** A property list for `~/Library/LaunchAgents`. Source: launchd.plist(5). */
export function launchdPlist(job: NightlyJob): string {
  const comments = [
    ...describeJob(job, 'launchd', 'local time of this machine'),
    `Save it as ~/Library/LaunchAgents/${LAUNCHD_LABEL}.plist, then: launchctl load ~/Library/LaunchAgents/${LAUNCHD_LABEL}.plist`,
    'The command reads a line HF_TOKEN=... from its environment file, readable by you alone; without it at half the speed.',
    'It writes to its log file, and nothing while all is well.',
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!--
${comments.map((line) => `  ${escape(line)}\n`).join('')}-->
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LAUNCHD_LABEL}</string>
  <key>ProgramArguments</key>
  <array>
    <string>/bin/sh</string>
    <string>-c</string>
    <string>${escape(shellScript(job))}</string>
  </array>
  <key>StartCalendarInterval</key>
  <dict>
    <key>Hour</key>
    <integer>${job.at.hour}</integer>
    <key>Minute</key>
    <integer>${job.at.minute}</integer>
  </dict>
  <key>ProcessType</key>
  <string>Background</string>
</dict>
</plist>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

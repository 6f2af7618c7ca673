// The Angular CLI does at build time what this compiler does while the page runs.
import '@angular/compiler';
import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app';
import { Checked } from './checked';

bootstrapApplication(App);
bootstrapApplication(Checked);
